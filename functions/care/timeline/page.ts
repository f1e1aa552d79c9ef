import type { PageEvent } from '../events/page.ts';
import type { LineKind } from './line.ts';

/** `request`: what it was that the client was asked for. */
export function tellOfPage(
  event: PageEvent,
  request: (id: string) => string,
): { kind: LineKind; what: string; why?: string } {
  switch (event.type) {
    case 'code.accepted':
      return { kind: 'care', what: 'The client opened their own page, with the code that was sent to them' };
    case 'code.refused':
      return { kind: 'care', what: 'A wrong code was given on the client’s page, and nothing was shown' };
    case 'request.snoozed':
      return {
        kind: 'answer',
        what: `The client puts ${request(event.requestId)} off until ${event.until.slice(11)}`,
        why: event.why,
      };
  }
}
