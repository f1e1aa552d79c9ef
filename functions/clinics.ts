import {
  applyToClinic,
  type ClinicCommand,
  type ClinicEvent,
  type ClinicSettings,
  type ClinicState,
  decideClinic,
  emptyClinic,
} from './care/clinic.ts';
import type { Pathway } from './care/pathway/pathway.ts';
import { milliseconds } from './care/time.ts';
import type { Clock, Item, Table } from './ports.ts';
import { commit, type Kind, load, type Outcome, verify } from './store.ts';

/** How long a process may go on with settings that another has changed. Below the minute that a lost role may last. */
const SETTINGS_LIFE_MS = 10_000;

export const clinicPk = (clinicId: string): string => clinicId;

const pathwaySk = (id: string, version: number): string =>
  `PATHWAY#${id}#${String(version).padStart(4, '0')}`;
const draftSk = (id: string): string => `DRAFT#${id}`;

export const CLINIC: Kind<ClinicState, ClinicEvent> = {
  stateSk: 'CLINIC',
  empty: emptyClinic,
  apply(state, entry, hash) {
    for (const event of entry.events) applyToClinic(state, event, entry.seq);
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
      default:
        return [];
    }
  },
  own: [],
};

export type Clinics = {
  run(
    at: { clinicId: string; by: string; key?: string },
    command: ClinicCommand,
  ): Promise<Outcome<ClinicState, ClinicEvent>>;
  get(clinicId: string): Promise<ClinicState>;
  /** As they were at most ten seconds ago. Throws where there is no such clinic. */
  settings(clinicId: string): Promise<ClinicSettings>;
  /** A published version, which never changes. Throws where there is none. */
  pathway(clinicId: string, id: string, version: number): Promise<Pathway>;
  draft(clinicId: string, id: string): Promise<unknown>;
  ids(): Promise<string[]>;
  verify(clinicId: string): Promise<string | undefined>;
};

export function createClinics({ table, clock }: { table: Table; clock: Clock }): Clinics {
  const settings = new Map<string, { at: number; value: ClinicSettings }>();
  const pathways = new Map<string, Pathway>();

  return {
    async run({ clinicId, by, key }, command) {
      const outcome = await commit(table, CLINIC, {
        pk: clinicPk(clinicId),
        by,
        key,
        command: command.do,
        now: clock,
        decide: (state) => decideClinic(state, command),
      });
      settings.delete(clinicId);
      return outcome;
    },
    get: (clinicId) => load(table, CLINIC, clinicPk(clinicId)),
    async settings(clinicId) {
      const now = milliseconds(clock());
      const cached = settings.get(clinicId);
      if (cached && Math.abs(now - cached.at) < SETTINGS_LIFE_MS) return cached.value;
      const { clinic, staff } = await load(table, CLINIC, clinicPk(clinicId));
      if (!clinic) throw new Error(`there is no clinic ${clinicId}`);
      const value = { ...clinic, staff };
      settings.set(clinicId, { at: now, value });
      return value;
    },
    async pathway(clinicId, id, version) {
      const key = `${clinicId}#${id}#${version}`;
      const cached = pathways.get(key);
      if (cached) return cached;
      const item = await table.get({ pk: clinicPk(clinicId), sk: pathwaySk(id, version) });
      if (!item) throw new Error(`there is no version ${version} of the pathway ${id}`);
      const pathway = JSON.parse(String(item.body)) as Pathway;
      pathways.set(key, pathway);
      return pathway;
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
