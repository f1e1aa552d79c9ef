import { lazy } from 'react';
import type { Role } from '../../../../functions/ports.ts';
import type { IconName } from '../parts/icon.tsx';

/** Every screen, each loaded when it is first opened. `name`: it stands in the navigation, under this word. */
export const SCREENS = [
  {
    path: '/',
    name: 'inbox',
    icon: 'inbox',
    roles: ['clinician'],
    Screen: lazy(() => import('../inbox/inbox.tsx')),
  },
  {
    path: '/clinic',
    name: 'clinic',
    icon: 'clinic',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../clinic/clinic.tsx')),
  },
  {
    path: '/pathways',
    name: 'pathways',
    icon: 'pathways',
    roles: ['admin', 'clinician'],
    Screen: lazy(() => import('../pathways/pathways.tsx')),
  },
] as const satisfies {
  path: string;
  name?: string;
  icon?: IconName;
  roles: readonly Role[];
  Screen: ReturnType<typeof lazy>;
}[];
