/** Rehearsals of draft pathways: what was asked for, how far each is, and what it found. Kept for a week, under the clinic. */
import type { Clinic, ClinicCommand } from './care/clinic.ts';
import type { Pathway } from './care/pathway/pathway.ts';
import { after } from './care/schedule.ts';
import type { Instant } from './care/time.ts';
import { type Clinics, clinicPk } from './clinics.ts';
import type { Chance, Clock, Item, Table } from './ports.ts';
import { monthsOf, type RehearsalReport, type Rehearsed, type RehearsedMonth } from './rehearsal-report.ts';
import { pack, unpack } from './store.ts';

export type Rehearsal = {
  pathway: Pathway;
  /** Whose calendar, teams and country hold; nothing of its people or clients is used. */
  clinic: Clinic;
  /** The clinic's own instruments, as they were published. */
  instruments?: Extract<ClinicCommand, { do: 'publish-instrument' }>[];
  /** 1 to 100. */
  clients: number;
  /** 1 to 104. */
  weeks: number;
  from: Instant;
  seed: string;
  /** In which the report says conditions; English where it is left out. */
  language?: string;
};

export type Watch = {
  /** From 0 to 1. */
  onProgress?(share: number): void;
  /** Looked at between two groups of clients. */
  isCancelled?(): boolean | Promise<boolean>;
};

export class Cancelled extends Error {
  override name = 'Cancelled';
}

export type Asked = Pick<Rehearsal, 'pathway' | 'clients' | 'weeks' | 'from' | 'seed' | 'language'> & {
  by: string;
};
export const REHEARSAL_STATES = ['running', 'done', 'failed', 'cancelled'] as const;
export type Standing = {
  state: (typeof REHEARSAL_STATES)[number];
  progress: number;
  at: Instant;
  report?: RehearsalReport;
};

const PREFIX = 'REHEARSAL#';
const KEPT = 'P7D';
/** A rehearsal that has told nothing for longer has ended without a word: its process was stopped. */
const SILENT = 'PT10M';
/** Each step is a write: fifty of them in a rehearsal. */
const STEP = 0.02;

type Place = { clinicId: string; rehearsalId: string };
type What = 'asked' | 'standing' | `month#${string}`;
const keyOf = ({ clinicId, rehearsalId }: Place, what: What | 'cancelled') => ({
  pk: clinicPk(clinicId),
  sk: `${PREFIX}${rehearsalId}#${what}`,
});

/** Names that stand in the order of their time, so that the oldest are found first. */
export const rehearsalIdAt = (now: Instant, chance: Chance): string =>
  `${now.replace(/\D/g, '').slice(0, 14)}-${chance(9)}`;

/** Keeps what was asked for; what is older than a week goes, and is more than one rehearsal leaves. */
export async function askRehearsal(table: Table, place: Place, asked: Asked): Promise<void> {
  const standing: Standing = { state: 'running', progress: 0, at: asked.from };
  const { items } = await table.query(clinicPk(place.clinicId), { prefix: PREFIX, limit: 40 });
  const over = items.filter(({ until = '' }) => String(until) < asked.from);
  await table.write([
    { put: itemOf(place, 'asked', asked.from, asked), when: 'absent' },
    { put: itemOf(place, 'standing', asked.from, standing) },
    ...over.map(({ pk, sk }) => ({ delete: { pk, sk } })),
  ]);
}

const itemOf = (place: Place, what: What, from: Instant, body: object): Item => ({
  ...keyOf(place, what),
  until: after(from, KEPT, 'UTC'),
  body: pack(JSON.stringify(body)),
});

type Reads = Pick<Table, 'get'>;

async function bodyOf<T>(table: Reads, place: Place, what: What, now: Instant) {
  const item = await table.get(keyOf(place, what));
  if (!item || String(item.until) < now) return undefined;
  return JSON.parse(unpack(item.body)) as T;
}

export async function readRehearsal(
  table: Reads,
  place: Place,
  now: Instant,
): Promise<(Standing & { asked: Asked }) | undefined> {
  const [asked, standing] = await Promise.all([
    bodyOf<Asked>(table, place, 'asked', now),
    bodyOf<Standing>(table, place, 'standing', now),
  ]);
  if (!asked || !standing) return undefined;
  const isSilent = standing.state === 'running' && after(standing.at, SILENT, 'UTC') < now;
  return { asked, ...standing, ...(isSilent && { state: 'failed' as const }) };
}

/** `month`: `YYYY-MM`. Of a rehearsal that is done; a month in which nothing was sent or asked is empty. */
export const readRehearsedMonth = async (table: Reads, place: Place, month: string, now: Instant) =>
  (await bodyOf<RehearsedMonth>(table, place, `month#${month}`, now)) ?? { whats: [], lines: [] };

/** Whoever lives it sees that before the next group of clients. */
export async function cancelRehearsal(table: Table, place: Place, now: Instant): Promise<void> {
  await table.write([{ put: { ...keyOf(place, 'cancelled'), until: after(now, KEPT, 'UTC'), body: '{}' } }]);
}

export type CarryOut = {
  table: Pick<Table, 'get' | 'write'>;
  clinics: Clinics;
  clock: Clock;
  live(rehearsal: Rehearsal, watch: Watch): Promise<Rehearsed>;
};

/** Lives what was asked for, and tells the table how far it is and what it found. What has ended stays as it ended. */
export async function carryOut(
  { table, clinics, clock, live }: CarryOut,
  place: Place,
): Promise<Standing['state']> {
  const before = await readRehearsal(table, place, clock());
  const { clinic, instruments = {} } = await clinics.get(place.clinicId);
  if (!before || !clinic) throw new Error('there is no such rehearsal');
  const { asked } = before;
  if (before.state !== 'running') return before.state;
  let told = 0;
  let telling = Promise.resolve();
  const tell = (standing: Omit<Standing, 'at'>) => {
    const put = itemOf(place, 'standing', asked.from, { ...standing, at: clock() });
    telling = telling.then(async () => void (await table.write([{ put }])));
    return telling;
  };
  const end = async (state: Standing['state'], report?: RehearsalReport) => {
    await tell({ state, progress: state === 'done' ? 1 : told, ...(report && { report }) });
    return state;
  };
  try {
    const own = await Promise.all(
      Object.entries(instruments).map(async ([id, { published, source }]) => ({
        do: 'publish-instrument' as const,
        source,
        version: 1,
        instrument: await clinics.instrument(place.clinicId, id, published),
      })),
    );
    const { report, lines } = await live(
      { ...asked, clinic, instruments: own },
      {
        onProgress(share) {
          if (share < told + STEP) return;
          told = share;
          void tell({ state: 'running', progress: share }).catch(() => {});
        },
        isCancelled: async () => (await table.get(keyOf(place, 'cancelled'))) !== undefined,
      },
    );
    for (const [month, body] of monthsOf(lines))
      await table.write([{ put: itemOf(place, `month#${month}`, asked.from, body) }]);
    return await end('done', report);
  } catch (error) {
    telling = telling.catch(() => {});
    if (error instanceof Cancelled) return await end('cancelled');
    await end('failed');
    throw error;
  }
}
