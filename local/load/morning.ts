import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Instant, instant, milliseconds } from '../../functions/care/time.ts';
import type { Item, Sender, Table } from '../../functions/ports.ts';
import { createHost, POSITION } from '../host.ts';
import { steppedClock } from '../outbox.ts';
import { seededChance } from '../people/chance.ts';
import { dueOf, makeOriginal } from './clones.ts';
import { type Ctx, everything, type Found, growthOf, power, round } from './world.ts';

export type MorningSize = { clients: number; paces: number[] };

const START: Instant = '2026-01-05T15:00:00.000Z';
const MINUTE = 60_000;
const ZONE = 'America/New_York';
/** Those of the pathway, in the client's hours. */
const QUIET = { from: 20, to: 8 };
/** A question that has not gone by then never will. */
const LONGEST_DAYS = 4;

/** Everybody's reminder at the same minute of the morning, and a provider that takes only so many a second. */
export async function morningPart({ clients, paces }: MorningSize, { say }: Ctx): Promise<Found> {
  const rows: Found['rows'] = [];
  const points: Parameters<typeof growthOf>[0] = [];
  const runs = paces.flatMap((pace) =>
    [clients / 16, clients / 4, clients].map((size): [number, number] => [pace, Math.ceil(size)]),
  );
  for (const [pace, size] of runs) {
    say(`${size} clients, ${pace} a second`);
    const { sent, turnedAway, minutes, nights, left } = await drain(size, pace, say);
    const hours = sent.toSorted((a, b) => a - b);
    const at = (share: number) => round(hours[Math.ceil(hours.length * share) - 1]! / MINUTE, 0);
    // The quickest provider has nothing to wait for while there are few.
    if (pace === Math.min(...paces)) points.push({ size, cost: at(1) });
    rows.push({
      'a second': pace,
      clients: size,
      sent: sent.length,
      'half after min': at(0.5),
      'all after min': at(1),
      'at best min': Math.ceil(size / (pace * 60)),
      ratio: round(at(1) / Math.ceil(size / (pace * 60)), 2),
      'turned away': turnedAway,
      'sent at night': nights,
      'never sent': left,
      'took s': round(minutes, 1),
    });
    if (nights > 0) throw new Error(`${nights} messages were sent at night`);
  }
  return {
    title: 'The morning',
    said: [
      'All clients’ reminders are due in the same minute; the provider takes so many a second, and turns the rest away as too fast, as Amazon SES does.',
      'On a simulated clock that stops at each minute, in memory: the pace is what is looked at. “At best” is the number of clients by the pace.',
      `${power(growthOf(points))}, of the time until all are sent at the slowest pace`,
    ],
    rows,
  };
}

async function drain(clients: number, pace: number, say: Ctx['say']) {
  const original = await makeOriginal('asked', START);
  const morning = dueOf(original);
  const clock = steppedClock(morning);
  const table = createMemoryTable();
  await writeAll(table, everything(original, clients));
  const { position } = await table.changes.read(undefined, Number.MAX_SAFE_INTEGER);
  await table.write([{ put: { ...POSITION, body: position } }]);

  const found = { sent: [] as number[], turnedAway: 0, nights: 0 };
  let [minute, taken] = [0, 0];
  const sender: Sender = {
    async send() {
      const now = milliseconds(clock());
      const current = Math.floor(now / MINUTE);
      if (current !== minute) [minute, taken] = [current, 0];
      taken += 1;
      if (taken > pace * 60) {
        found.turnedAway += 1;
        return { sent: 'refused', reason: 'ThrottlingException', again: true };
      }
      found.sent.push(now - milliseconds(morning));
      if (isNight(now)) found.nights += 1;
      return { sent: 'accepted', providerId: `${now}-${found.sent.length}` };
    },
  };
  const host = createHost({
    table,
    changes: table.changes,
    clock,
    chance: seededChance('morning'),
    sender,
    content,
    linkBase: 'http://localhost/c',
  });
  let told = 0;
  const from = performance.now();
  const until = milliseconds(morning) + LONGEST_DAYS * 86_400_000;
  for (let at = milliseconds(morning); at <= until && found.sent.length < clients; ) {
    clock.to(instant(at));
    await host.tick();
    await host.settle();
    if (found.sent.length > told + clients / 5) {
      told = found.sent.length;
      say(`${told} sent`);
    }
    const next = await host.nextDue();
    if (!next) break;
    at = Math.max(at + MINUTE, Math.ceil(milliseconds(next) / MINUTE) * MINUTE);
  }
  return { ...found, left: clients - found.sent.length, minutes: (performance.now() - from) / 1000 };
}

const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', hourCycle: 'h23' });

function isNight(at: number): boolean {
  const hour = Number(hourOf.format(at));
  return hour >= QUIET.from || hour < QUIET.to;
}

/** As many as one transaction takes. */
const AT_ONCE = 100;

async function writeAll(table: Table, items: Iterable<Item>): Promise<void> {
  let batch: Item[] = [];
  const flush = async () => {
    if (batch.length > 0) await table.write(batch.map((put) => ({ put })));
    batch = [];
  };
  for (const item of items) {
    batch.push(item);
    if (batch.length === AT_ONCE) await flush();
  }
  await flush();
}
