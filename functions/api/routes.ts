import { APPOINTMENTS } from './appointments.ts';
import { AUDIT } from './audit.ts';
import { CARE } from './care.ts';
import { CASELOAD } from './caseload.ts';
import { CLIENTS } from './clients.ts';
import { CLINIC_HEALTH } from './clinic-health.ts';
import { CLINIC_STANDING } from './clinic-standing.ts';
import { CLINICS } from './clinics.ts';
import { CRISIS_LINES } from './crisis-lines.ts';
import { EPISODES } from './episodes.ts';
import { EXPORTS } from './exports.ts';
import { HELD } from './held.ts';
import { IMPORT } from './import.ts';
import { INSTRUMENTS } from './instruments.ts';
import { LINKS } from './links.ts';
import { MESSAGE_TEXTS } from './message-texts.ts';
import { MESSAGES } from './messages.ts';
import { meta } from './meta.ts';
import { MOVES } from './moves.ts';
import { OUTCOMES } from './outcomes.ts';
import { PATHWAYS } from './pathways.ts';
import { PLANS } from './plans.ts';
import { PROGRESS } from './progress.ts';
import { REHEARSALS } from './rehearsals.ts';
import { RETENTION_ROUTES } from './retention.ts';
import type { Operations, Route } from './route.ts';
import { SAFETY_PLANS } from './safety-plans.ts';
import { STAFF } from './staff.ts';
import { SUGGESTIONS } from './suggestions.ts';
import { TASKS } from './tasks.ts';
import { TIMELINE } from './timeline.ts';

/** What staff do, whoever of them may. */
const OF_STAFF = [
  ...CLINICS,
  ...CLINIC_HEALTH,
  ...CLINIC_STANDING,
  ...CRISIS_LINES,
  ...RETENTION_ROUTES,
  ...STAFF,
  ...CASELOAD,
  ...CLIENTS,
  ...IMPORT,
  ...EPISODES,
  ...PATHWAYS,
  ...MESSAGE_TEXTS,
  ...REHEARSALS,
  ...MOVES,
  ...INSTRUMENTS,
  ...TASKS,
  ...HELD,
  ...MESSAGES,
  ...CARE,
  ...PROGRESS,
  ...SUGGESTIONS,
  ...OUTCOMES,
  ...PLANS,
  ...SAFETY_PLANS,
  ...TIMELINE,
  ...EXPORTS,
  ...APPOINTMENTS,
  ...AUDIT,
];

/** As the console calls them. */
export type StaffOperations = Operations<(typeof OF_STAFF)[number]>;

/** Every way in. The edge matches it, the stacks grant it, `/openapi.json` describes it. */
export const ROUTES: readonly Route[] = [...OF_STAFF, ...LINKS, ...meta(() => ROUTES)];
