import type { AccessEvent } from '../events/access.ts';
import { inQuotes, type Told } from './line.ts';

export function tellOfAccess(event: AccessEvent, person: (id: string) => string): Told {
  switch (event.type) {
    case 'glass.broken': {
      const what = `${person(event.by)} opened the chart for an hour without being of the care team`;
      return { kind: 'alert', what, why: inQuotes(event.reason) };
    }
    case 'hold.set':
      return {
        kind: 'care',
        what: `${person(event.by)} put the record on legal hold`,
        why: inQuotes(event.why),
      };
    case 'hold.lifted':
      return { kind: 'care', what: `${person(event.by)} lifted the legal hold`, why: inQuotes(event.why) };
  }
}
