import { instant, milliseconds } from '../functions/care/time.ts';
import type { Clock, OutboundMessage, Sender, Table } from '../functions/ports.ts';

export type Sent = OutboundMessage & { at: string; providerId: string };

const outboxPk = (clinicId: string): string => `OUTBOX#${clinicId}`;

/** On one machine every message ends here, once for each time that it is handed over. */
export function createOutbox({ table, clock }: { table: Table; clock: Clock }): Sender & {
  /** What was handed over after `after` (a providerId), oldest first. */
  read(clinicId: string, after?: string): Promise<Sent[]>;
} {
  let last = '';
  let n = 0;
  return {
    async send(message) {
      const at = clock();
      n = at === last ? n + 1 : 0;
      last = at;
      const providerId = `${at}#${process.pid}#${String(n).padStart(6, '0')}`;
      const sent: Sent = { ...message, at, providerId };
      await table.write([
        {
          put: { pk: outboxPk(message.clinicId), sk: providerId, body: JSON.stringify(sent) },
          when: 'absent',
        },
      ]);
      return { sent: 'accepted', providerId };
    },
    async read(clinicId, after) {
      const found: Sent[] = [];
      let from = after;
      do {
        const page = await table.query(outboxPk(clinicId), { after: from });
        found.push(...page.items.map((item) => JSON.parse(String(item.body)) as Sent));
        from = page.next;
      } while (from);
      return found;
    },
  };
}

/** A clock that stands until it is moved; it never goes back. */
export function steppedClock(start: string): Clock & { to(at: string): void } {
  let now = milliseconds(start);
  const clock = () => instant(now);
  return Object.assign(clock, {
    to(at: string) {
      now = Math.max(now, milliseconds(at));
    },
  });
}
