import {
  applyToClinic,
  type ClinicCommand,
  type ClinicEvent,
  type ClinicSettings,
  type ClinicState,
  decideClinic,
  emptyClinic,
} from './care/clinic.ts';
import type { Content } from './care/content.ts';
import { copyOf } from './care/copy.ts';
import type { Instrument } from './care/measures/instrument.ts';
import type { Pathway } from './care/pathway/pathway.ts';
import { milliseconds } from './care/time.ts';
import type { Clock, Item, Table } from './ports.ts';
import { verify } from './store/verify.ts';
import { commit, type Kind, load, type Outcome } from './store.ts';

/** How long a process may go on with settings that another has changed. Below the minute that a lost role may last. */
const SETTINGS_LIFE_MS = 10_000;

export const clinicPk = (clinicId: string): string => clinicId;

const pathwaySk = (id: string, version: number): string =>
  `PATHWAY#${id}#${String(version).padStart(4, '0')}`;
const instrumentSk = (id: string, version: number): string =>
  `INSTRUMENT#${id}#${String(version).padStart(4, '0')}`;
const draftSk = (id: string): string => `DRAFT#${id}`;

const CLINIC: Kind<ClinicState, ClinicEvent> = {
  stateSk: 'CLINIC',
  empty: emptyClinic,
  copy: copyOf,
  apply(state, entry, hash) {
    for (const event of entry.events) applyToClinic(state, event, entry);
    state.version = entry.seq;
    state.head = hash;
  },
  attributes: () => ({}),
  items: ({ clinic }) => (clinic ? [{ pk: 'CLINICS', sk: clinic.id }] : []),
  documents({ clinicId }, event): Item[] {
    const pk = clinicPk(clinicId);
    switch (event.type) {
      case 'pathway.drafted':
        return [{ pk, sk: draftSk(event.id), body: JSON.stringify(event.draft) }];
      case 'pathway.published':
        return [{ pk, sk: pathwaySk(event.id, event.version), body: JSON.stringify(event.pathway) }];
      case 'instrument.published':
        return [{ pk, sk: instrumentSk(event.id, event.version), body: JSON.stringify(event.instrument) }];
      default:
        return [];
    }
  },
  own: [],
};

export type Clinics = {
  run(
    at: { clinicId: string; by: string; key?: string; of?: string },
    command: ClinicCommand,
  ): Promise<Outcome<ClinicState, ClinicEvent>>;
  get(clinicId: string): Promise<ClinicState>;
  /** As they were at most ten seconds ago. Throws where there is no such clinic. */
  settings(clinicId: string): Promise<ClinicSettings>;
  /** A published version, which never changes. Throws where there is none. */
  pathway(clinicId: string, id: string, version: number): Promise<Pathway>;
  draft(clinicId: string, id: string): Promise<unknown>;
  /** The clinic's own, each at its latest version, as they were at most ten seconds ago. */
  instruments(clinicId: string): Promise<Record<string, Instrument>>;
  /** A version of one of its own, which never changes. Throws where there is none. */
  instrument(clinicId: string, id: string, version: number): Promise<Instrument>;
  ids(): Promise<string[]>;
  verify(clinicId: string): Promise<string | undefined>;
};

/** What ships, with the clinic's own instruments beside it, or in the place of one that ships without its wording. */
export async function contentOf(
  { clinics, content }: { clinics: Pick<Clinics, 'instruments'>; content: Content },
  clinicId: string,
): Promise<Content> {
  const own = await clinics.instruments(clinicId);
  // To lay anything over what ships would read and parse all of it.
  if (Object.keys(own).length === 0) return content;
  return { ...content, instruments: { ...content.instruments, ...own } };
}

export function createClinics({ table, clock }: { table: Table; clock: Clock }): Clinics {
  type Standing = { settings: ClinicSettings; own: Record<string, { published: number }> };
  const standing = new Map<string, { at: number; value: Promise<Standing> }>();
  const pathways = new Map<string, Pathway>();
  const instruments = new Map<string, Instrument>();

  /** Whoever asks while it is being read waits for that read, and makes none: each command asks twice at once. */
  function standingOf(clinicId: string): Promise<Standing> {
    const now = milliseconds(clock());
    const cached = standing.get(clinicId);
    if (cached && Math.abs(now - cached.at) < SETTINGS_LIFE_MS) return cached.value;
    const reading = { at: now, value: readStanding(clinicId) };
    standing.set(clinicId, reading);
    reading.value.catch(() => standing.get(clinicId) === reading && standing.delete(clinicId));
    return reading.value;
  }

  async function readStanding(clinicId: string): Promise<Standing> {
    const { clinic, staff, instruments: own = {} } = await load(table, CLINIC, clinicPk(clinicId));
    if (!clinic) throw new Error(`there is no clinic ${clinicId}`);
    return { settings: { ...clinic, staff }, own };
  }

  async function published<T>(known: Map<string, T>, clinicId: string, sk: string, what: string): Promise<T> {
    const key = `${clinicId}#${sk}`;
    const cached = known.get(key);
    if (cached) return cached;
    const item = await table.get({ pk: clinicPk(clinicId), sk });
    if (!item) throw new Error(`there is no ${what}`);
    const value = JSON.parse(String(item.body)) as T;
    known.set(key, value);
    return value;
  }
  const instrument = (clinicId: string, id: string, version: number): Promise<Instrument> =>
    published(instruments, clinicId, instrumentSk(id, version), `version ${version} of the instrument ${id}`);

  return {
    async run({ clinicId, by, key, of }, command) {
      const outcome = await commit(table, CLINIC, {
        pk: clinicPk(clinicId),
        by,
        key,
        of,
        command: command.do,
        now: clock,
        decide: (state) => decideClinic(state, command, clock()),
      });
      standing.delete(clinicId);
      return outcome;
    },
    get: (clinicId) => load(table, CLINIC, clinicPk(clinicId)),
    settings: async (clinicId) => (await standingOf(clinicId)).settings,
    pathway: (clinicId, id, version) =>
      published(pathways, clinicId, pathwaySk(id, version), `version ${version} of the pathway ${id}`),
    instrument,
    async instruments(clinicId) {
      const { own } = await standingOf(clinicId);
      const read = Object.entries(own).map(
        async ([id, shelf]) => [id, await instrument(clinicId, id, shelf.published)] as const,
      );
      return Object.fromEntries(await Promise.all(read));
    },
    async draft(clinicId, id) {
      const item = await table.get({ pk: clinicPk(clinicId), sk: draftSk(id) });
      return item && JSON.parse(String(item.body));
    },
    async ids() {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await table.query('CLINICS', { after });
        found.push(...page.items.map((item) => item.sk));
        after = page.next;
      } while (after);
      return found;
    },
    verify: (clinicId) => verify(table, CLINIC, clinicPk(clinicId)),
  };
}
