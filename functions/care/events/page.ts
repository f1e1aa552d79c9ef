import type { LocalDateTime } from '../schedule.ts';
import type { Instant } from '../time.ts';

/** What a client did on the page behind their link, beside answering. Links, codes and sessions are hashes. */
export type PageEvent =
  | { type: 'code.accepted'; link: string; session: string; until: Instant }
  | { type: 'code.refused'; link: string }
  | { type: 'request.snoozed'; requestId: string; until: LocalDateTime; why: string };
