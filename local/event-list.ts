import type { Announcement, Bus } from '../functions/ports.ts';
import type { Handler } from './server.ts';

/** What is kept; who wants all of it reads the logs. */
const KEPT = 1000;

export type EventList = Bus & { read(): readonly Announcement[] };

/** What stands for the event bus on one machine: the last announcements, until it stops. */
export function createEventList(): EventList {
  const list: Announcement[] = [];
  return {
    async put(announcements) {
      list.push(...announcements);
      list.splice(0, list.length - KEPT);
      return [];
    },
    read: () => list,
  };
}

/** `GET /events`, on this machine alone: ids and kinds, the newest last. */
export const eventRoutes = (list: EventList): Record<string, Handler> => ({
  'GET /events': async () => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ events: list.read() }),
  }),
});
