import { createHash } from 'node:crypto';
import type { Channel } from './care/chart.ts';
import type { Instant } from './care/time.ts';
import { clinicPk } from './clinics.ts';
import type { Item, Table } from './ports.ts';

export const HELD_BECAUSE = [
  'unknown-sender',
  'shared-address',
  'unreadable',
  'no-pathway',
  'forged-sender',
] as const;

/** What came in and leads to no one chart: it waits for a person to say whose it is. */
export type Held = {
  id: string;
  channel: Channel;
  providerId: string;
  from: string;
  at: Instant;
  words: string;
  because: (typeof HELD_BECAUSE)[number];
  /** Holds words of the crisis lists, or a call for help. */
  alarming: boolean;
  /** Who in this clinic has the address. */
  clients: string[];
  /** The whole of a mail that could not be read, base64, as far as there is room. */
  raw?: string;
};

/** Under which what came to no clinic in particular is kept: for the operator. */
export const NO_CLINIC = 'HELD';
const HELD = 'HELD#';
const SETTLED = 'HELD-SETTLED#';
/** An item may have 400 KB. */
export const LONGEST_RAW = 250_000;

/** In the order they came; a repeat by the provider has the id of the first. */
export const heldId = (at: Instant, providerId: string): string =>
  `${at.replace(/\D/g, '')}-${createHash('sha256').update(providerId).digest('hex').slice(0, 16)}`;

export async function hold(
  table: Table,
  clinicId: string | undefined,
  held: Omit<Held, 'id'>,
): Promise<Held> {
  const pk = clinicId === undefined ? NO_CLINIC : clinicPk(clinicId);
  const whole = { id: heldId(held.at, held.providerId), ...held };
  const item: Item = { pk, sk: HELD + whole.id, body: JSON.stringify(whole) };
  // What came a second time stands there already, or has been settled: nothing is refused that matters.
  await table.write([
    { put: item, when: 'absent' },
    { check: { pk, sk: SETTLED + whole.id }, when: 'absent' },
  ]);
  return whole;
}

export async function listHeld(
  table: Table,
  clinicId: string,
  { after, limit }: { after?: string; limit: number },
): Promise<{ held: Held[]; next?: string }> {
  const page = await table.query(clinicPk(clinicId), { prefix: HELD, after: after && HELD + after, limit });
  return {
    held: page.items.map(({ body }) => JSON.parse(String(body)) as Held),
    next: page.next?.slice(HELD.length),
  };
}

export async function readHeld(table: Table, clinicId: string, id: string): Promise<Held | undefined> {
  const item = await table.get({ pk: clinicPk(clinicId), sk: HELD + id });
  return item && (JSON.parse(String(item.body)) as Held);
}

/** Takes it from the list and keeps it, with who did what and why. `false` where somebody else was quicker. */
export async function settleHeld(
  table: Table,
  clinicId: string,
  held: Held,
  settled: SettledBy,
): Promise<boolean> {
  const pk = clinicPk(clinicId);
  const outcome = await table.write([
    { delete: { pk, sk: HELD + held.id }, when: 'present' },
    { put: { pk, sk: SETTLED + held.id, body: JSON.stringify({ ...held, settled }) } },
  ]);
  return outcome.done;
}

type SettledBy = { by: string; at: Instant; clientId?: string; reason?: string };
/** Without words, address and original where their time has run out. */
export type SettledHeld = Omit<Held, 'words' | 'from' | 'raw'> &
  Partial<Pick<Held, 'words' | 'from' | 'raw'>> & { settled: SettledBy; emptiedAt?: Instant };

/** What somebody has settled, the oldest first. */
export async function* settledHeld(table: Table, clinicId: string): AsyncGenerator<SettledHeld> {
  let after: string | undefined;
  do {
    const page = await table.query(clinicPk(clinicId), { prefix: SETTLED, after });
    for (const { body } of page.items) yield JSON.parse(String(body)) as SettledHeld;
    after = page.next;
  } while (after);
}

/** That it came and who settled it stays, so that a repeat by the provider is still known for one. */
export async function emptied(table: Table, clinicId: string, held: SettledHeld, emptiedAt: Instant) {
  const { words: _, from: __, raw: ___, ...rest } = held;
  const put = { pk: clinicPk(clinicId), sk: SETTLED + held.id, body: JSON.stringify({ ...rest, emptiedAt }) };
  await table.write([{ put, when: 'present' }]);
}
