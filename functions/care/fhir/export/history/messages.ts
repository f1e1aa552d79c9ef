import type { Event } from '../../../events.ts';
import type { History, Mark } from '../records.ts';
import { touch } from './parts.ts';

export function recordMessage(history: History, event: Event, mark: Mark): void {
  if (!('messageId' in event)) return;
  const found = history.messages.findLast(({ message }) => message.id === event.messageId);
  if (!found) return;
  touch(found, mark);
  found.why = 'why' in event ? event.why : undefined;
  switch (event.type) {
    case 'message.claimed':
      Object.assign(found, { channel: event.channel, state: 'claimed' });
      return;
    case 'message.held':
      found.state = 'held';
      return;
    case 'message.released':
      found.state = 'intended';
      return;
    case 'message.handed-off':
      Object.assign(found, { state: 'sent', sentAt: mark.at });
      return;
    case 'message.delivered':
      Object.assign(found, { state: 'sent', deliveredAt: mark.at });
      return;
    case 'message.unknown':
      found.state = 'unknown';
      return;
    case 'message.suppressed':
      found.state = 'suppressed';
      return;
    case 'message.failed':
      found.state = event.again ? 'intended' : 'failed';
  }
}
