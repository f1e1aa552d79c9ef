import { lazy } from 'react';
import type { Role } from '../../../../functions/ports.ts';
import type { IconName } from '../parts/icon.tsx';

/**
 * Every screen, each loaded when it is first opened. `name`: it stands in the navigation, under this word. `unless`: who
 * has this role too has another screen for it.
 */
export const SCREENS = [
  {
    path: '/',
    name: 'inbox',
    icon: 'inbox',
    roles: ['clinician'],
    Screen: lazy(() => import('../inbox/inbox.tsx')),
  },
  {
    path: '/look-into',
    name: 'lookInto',
    icon: 'alert',
    roles: ['admin'],
    unless: 'clinician',
    Screen: lazy(() => import('../look-into/look-into.tsx')),
  },
  {
    path: '/clients',
    name: 'caseload',
    icon: 'people',
    roles: ['clinician'],
    Screen: lazy(() => import('../caseload/caseload.tsx')),
  },
  {
    path: '/clients/new',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../client/new-client.tsx')),
  },
  {
    path: '/clients/:clientId/tasks/:taskId',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../review/review.tsx')),
  },
  {
    path: '/clients/:clientId/:view?',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../client/client.tsx')),
  },
  {
    path: '/held',
    name: 'held',
    icon: 'held',
    roles: ['clinician'],
    Screen: lazy(() => import('../held/held.tsx')),
  },
  {
    path: '/clinic',
    name: 'clinic',
    icon: 'clinic',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../clinic/clinic.tsx')),
  },
  {
    path: '/clinic/:part',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../clinic/clinic.tsx')),
  },
  {
    path: '/outcomes',
    name: 'outcomes',
    icon: 'outcomes',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../outcomes/outcomes.tsx')),
  },
  {
    path: '/pathways',
    name: 'pathways',
    icon: 'pathways',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../pathways/pathways.tsx')),
  },
  {
    path: '/pathways/:pathwayId',
    roles: ['admin'],
    Screen: lazy(() => import('../pathways/editor.tsx')),
  },
  {
    path: '/pathways/:pathwayId/rehearse',
    roles: ['admin'],
    Screen: lazy(() => import('../pathways/rehearse.tsx')),
  },
  {
    path: '/pathways/:pathwayId/moves',
    roles: ['admin'],
    Screen: lazy(() => import('../pathways/moves.tsx')),
  },
  {
    path: '/instruments/:instrumentId/wording',
    roles: ['admin'],
    Screen: lazy(() => import('../pathways/licence.tsx')),
  },
] as const satisfies {
  path: string;
  name?: string;
  icon?: IconName;
  roles: readonly Role[];
  unless?: Role;
  Screen: ReturnType<typeof lazy>;
}[];
