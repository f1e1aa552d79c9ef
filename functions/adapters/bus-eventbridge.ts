/** Announcements on an Amazon EventBridge bus. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Announcement, Bus } from '../ports.ts';

/** "PutEvents", Amazon EventBridge API Reference: so many entries at a time. */
const MOST_ENTRIES = 10;

export const createEventBridgeBus = (client: EventBridgeClient, bus: string): Bus => ({
  async put(announcements) {
    const refused: number[] = [];
    for (let from = 0; from < announcements.length; from += MOST_ENTRIES) {
      const some = announcements.slice(from, from + MOST_ENTRIES);
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: some.map(entryOf(bus)) }));
      // A 200 says nothing of the single entry.
      for (const [at, { ErrorCode }] of Entries.entries())
        if (ErrorCode !== undefined) refused.push(from + at);
    }
    return refused;
  },
});

const entryOf = (bus: string) => (announcement: Announcement) => ({
  EventBusName: bus,
  Source: 'attune',
  DetailType: 'Chart changed',
  Time: new Date(announcement.at),
  Detail: JSON.stringify(announcement),
});
