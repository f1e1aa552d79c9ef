/** Rehearsals of draft pathways: what was asked for, how far each is, and what it found. Kept for a week, under the clinic. */
import * as z from 'zod';
import type { Clinic, ClinicCommand } from './care/clinic.ts';
import type { Pathway } from './care/pathway/pathway.ts';
import { after } from './care/schedule.ts';
import type { Instant } from './care/time.ts';
import { type Clinics, clinicPk } from './clinics.ts';
import type { Clock, Item, Table } from './ports.ts';
import { pack, unpack } from './store.ts';

const daySchema = z.object({ date: z.string(), messages: z.int(), tasks: z.int(), urgent: z.int() });
const burdenSchema = z.object({ messages: z.number(), minutes: z.number() });

/** What a pathway would have asked of clients and staff. Days are the clinic's; the burden is of weeks in care. */
export const rehearsalReportSchema = z.object({
  clients: z.int(),
  weeks: z.int(),
  days: z.array(daySchema),
  aClientAWeek: burdenSchema,
  mostInAWeek: burdenSchema.describe('Of one client in one week'),
  aClinicianAWeek: z.object({ tasks: z.number() }),
  busiestDay: daySchema.optional(),
  neverFired: z
    .array(z.object({ rule: z.string(), title: z.string() }))
    .describe('Rules that nobody’s life came to: nobody knows yet what they do'),
  ends: z.record(z.string(), z.int()).describe('How many came to each end'),
  story: z
    .array(
      z.object({ at: z.string(), client: z.string(), kind: z.enum(['message', 'task']), what: z.string() }),
    )
    .describe('Of the first client, for a calendar'),
});
export type RehearsalReport = z.infer<typeof rehearsalReportSchema>;

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

export type Asked = Pick<Rehearsal, 'pathway' | 'clients' | 'weeks' | 'from' | 'seed'> & { by: string };
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
const keyOf = ({ clinicId, rehearsalId }: Place, what: 'asked' | 'standing' | 'cancelled') => ({
  pk: clinicPk(clinicId),
  sk: `${PREFIX}${rehearsalId}#${what}`,
});

/** Keeps what was asked for; what is older than a week goes. */
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

const itemOf = (place: Place, what: 'asked' | 'standing', from: Instant, body: object): Item => ({
  ...keyOf(place, what),
  until: after(from, KEPT, 'UTC'),
  body: pack(JSON.stringify(body)),
});

type Reads = Pick<Table, 'get'>;

async function bodyOf<T>(table: Reads, place: Place, what: 'asked' | 'standing', now: Instant) {
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

/** Whoever lives it sees that before the next group of clients. */
export async function cancelRehearsal(table: Table, place: Place, now: Instant): Promise<void> {
  await table.write([{ put: { ...keyOf(place, 'cancelled'), until: after(now, KEPT, 'UTC'), body: '{}' } }]);
}

export type CarryOut = {
  table: Pick<Table, 'get' | 'write'>;
  clinics: Clinics;
  clock: Clock;
  live(rehearsal: Rehearsal, watch: Watch): Promise<RehearsalReport>;
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
    const report = await live(
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
    return await end('done', report);
  } catch (error) {
    telling = telling.catch(() => {});
    if (error instanceof Cancelled) return await end('cancelled');
    await end('failed');
    throw error;
  }
}
