import * as z from 'zod';
import { nameSchema, phoneSchema } from './client.ts';
import { jurisdictionSchema } from './jurisdiction.ts';
import type { Instrument } from './measures/instrument.ts';
import {
  type CrisisLineCommand,
  type CrisisLineEvent,
  decideCrisisLine,
  linesAfter,
  ownCrisisLineSchema,
} from './messages/own-crisis-lines.ts';
import { calendarSchema, type Pathway } from './pathway/pathway.ts';
import { groupDirectorySchema } from './plans/suggest/groups.ts';
import { type Refusal, refuse } from './refusal.ts';
import { retentionSchema } from './retention.ts';
import { coverSchema, rotaSchema } from './rota.ts';
import { wallClock } from './schedule/wall-clock.ts';
import type { Instant } from './time.ts';

export const clinicIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,23}$/, 'use 2 to 24 small letters, digits and hyphens');

/** The `sub` of their sign-in, which Cognito makes a UUID. What a log calls the client or Attune itself is nobody's. */
const staffIdSchema = z
  .string()
  .regex(
    /^(?!client$|attune-)[a-z0-9][a-z0-9-]{1,39}$/,
    'use 2 to 40 small letters, digits and hyphens, not client or attune-…',
  );

export const staffSchema = z.strictObject({
  id: staffIdSchema,
  name: nameSchema,
  email: z.email().max(254),
  phone: phoneSchema.optional(),
  roles: z.array(z.enum(['operator', 'admin', 'clinician'])).min(1),
  teams: z.array(z.string().max(40)).max(20),
  active: z.boolean(),
});
export type Staff = z.infer<typeof staffSchema>;

const teamSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  title: z.string().trim().min(1).max(120),
});

export const clinicSchema = z.strictObject({
  id: clinicIdSchema,
  /** It stands in every text and mail: a picture in it would make each text cost twice and show as a box on old phones. */
  name: nameSchema
    .max(80, 'use a name of 1 to 80 characters')
    .refine(
      (name) => !/\p{Extended_Pictographic}/u.test(name),
      'use a name without emoji or signs such as ™',
    ),
  country: z.string().regex(/^[A-Z]{2}$/),
  /** Whom clients may call; told to those who text HELP. E.164. */
  phone: phoneSchema.optional(),
  calendar: calendarSchema,
  jurisdiction: jurisdictionSchema.optional(),
  teams: z.array(teamSchema).min(1).max(50),
  /** A chart is shown to the client's care team alone, to admins what admins see, to others by break-glass. */
  careTeamOnly: z.boolean().optional(),
  /** How long what is no longer in use is kept. */
  retention: retentionSchema.optional(),
  /** Measures that the client's own page does not draw, such as what they say of the work together. */
  hiddenFromClients: z.array(z.string().max(40)).max(40).optional(),
  /** Whom the teams' urgent tasks name; a team that no shift names is called whole. */
  rota: rotaSchema.optional(),
  cover: z.array(coverSchema).max(400).optional(),
  /** The support groups that it knows of and has checked. */
  groups: groupDirectorySchema.shape.groups.max(400).optional(),
  /** Whom its clients may call in danger, beside the lines that ship. */
  crisisLines: z.array(ownCrisisLineSchema).optional(),
});
export type Clinic = z.infer<typeof clinicSchema>;
/** What is changed one by one, and what never is, left out. */
export const clinicChangesSchema = clinicSchema.omit({ id: true, crisisLines: true }).partial();
type Changes = z.infer<typeof clinicChangesSchema>;

/** A clinic with its people: what the rules of care look up. */
export type ClinicSettings = Clinic & { staff: Record<string, Staff> };

export const membersOf = (clinic: ClinicSettings, team: string): Staff[] =>
  Object.values(clinic.staff).filter((person) => person.active && person.teams.includes(team));

/** A pathway as the clinic knows it: its title, how many versions are published, whether a draft is under way. */
export type PathwayShelf = { title: string; published: number; draftedAt?: number };

/** An instrument of the clinic's own: imported, or shipped without wording and worded under the clinic's licence. */
export type InstrumentShelf = {
  title: string;
  source: 'imported' | 'licensed';
  published: number;
  /** The clinic's right to use the wording: contract, letter, registration. */
  reference?: string;
  by: string;
  at: Instant;
};

export type ClinicState = {
  clinicId: string;
  version: number;
  head: string;
  clinic?: Clinic;
  staff: Record<string, Staff>;
  pathways: Record<string, PathwayShelf>;
  /** Absent in a clinic that has none. */
  instruments?: Record<string, InstrumentShelf>;
};

export type ClinicEvent =
  | { type: 'clinic.created'; clinic: Clinic }
  | { type: 'clinic.changed'; changes: Changes }
  | CrisisLineEvent
  | { type: 'staff.saved'; staff: Staff }
  | { type: 'pathway.drafted'; id: string; title: string; draft: unknown }
  | { type: 'pathway.published'; id: string; version: number; pathway: Pathway }
  | {
      type: 'instrument.published';
      id: string;
      version: number;
      source: InstrumentShelf['source'];
      instrument: Instrument;
    };

export type ClinicCommand =
  | { do: 'create-clinic'; clinic: Clinic }
  | { do: 'change-clinic'; changes: Changes }
  | CrisisLineCommand
  | { do: 'add-staff'; staff: Staff }
  | { do: 'change-staff'; staff: Staff }
  | { do: 'draft-pathway'; id: string; title: string; draft: unknown }
  /** `draftedAt` is the version of the clinic that the draft was read at, so that nobody publishes what they did not see. */
  | { do: 'publish-pathway'; id: string; draftedAt: number; pathway: Pathway }
  /** `version` is the one that it is to become, so that of two at once the second looks again. */
  | {
      do: 'publish-instrument';
      source: InstrumentShelf['source'];
      version: number;
      instrument: Instrument;
    };

export const emptyClinic = (clinicId: string): ClinicState => ({
  clinicId,
  version: 0,
  head: '',
  staff: {},
  pathways: {},
});

export function decideClinic(
  state: ClinicState,
  command: ClinicCommand,
  now: Instant,
): ClinicEvent[] | Refusal {
  if (command.do === 'create-clinic') {
    return state.clinic
      ? refuse('duplicate', 'There is a clinic by this id already. Choose another id.')
      : [{ type: 'clinic.created', clinic: command.clinic }];
  }
  if (!state.clinic) return refuse('not-found', 'There is no such clinic. Check the id.');
  switch (command.do) {
    case 'change-clinic': {
      const { teams } = command.changes;
      const left = Object.values(state.staff).find(
        (person) => teams && person.teams.some((team) => !teams.some(({ id }) => id === team)),
      );
      if (left)
        return refuse('invalid', `${left.name} is in a team that would be gone. Take them out of it first.`);
      const lost = unknownIn(state.staff, { ...state.clinic, ...command.changes });
      return lost ? refuse('invalid', lost) : [{ type: 'clinic.changed', changes: command.changes }];
    }
    case 'save-crisis-line':
    case 'remove-crisis-line': {
      const { crisisLines = [], calendar } = state.clinic;
      return decideCrisisLine(crisisLines, command, wallClock(now, calendar.zone).slice(0, 10));
    }
    case 'add-staff':
      if (Object.hasOwn(state.staff, command.staff.id)) {
        return refuse(
          'duplicate',
          'There is somebody by this id already. Choose another id, or change them.',
        );
      }
      return saveStaff(state, state.clinic, command.staff);
    case 'change-staff':
      if (!Object.hasOwn(state.staff, command.staff.id)) {
        return refuse('not-found', 'There is nobody by this id. Check the id, or add them.');
      }
      return saveStaff(state, state.clinic, command.staff);
    case 'draft-pathway':
      return [{ type: 'pathway.drafted', id: command.id, title: command.title, draft: command.draft }];
    case 'publish-pathway': {
      const shelf = state.pathways[command.id];
      if (shelf?.draftedAt === undefined) {
        return refuse('wrong-state', 'There is no draft of this pathway to publish. Save one first.');
      }
      if (shelf.draftedAt !== command.draftedAt) {
        return refuse(
          'wrong-state',
          'The draft has been changed since it was read. Look at it again, then publish.',
        );
      }
      const { id, pathway } = command;
      return [{ type: 'pathway.published', id, version: shelf.published + 1, pathway }];
    }
    case 'publish-instrument':
      return publishInstrument(state, command);
  }
}

/** Whom or what the rota or the cover names, and the clinic has not. */
function unknownIn(staff: ClinicState['staff'], { rota, cover = [], teams }: Clinic): string | undefined {
  const shifts = rota?.shifts ?? [];
  const team = shifts.find((shift) => !teams.some(({ id }) => id === shift.team))?.team;
  if (team) return `The rota names a team ${team} that would not be there. Take it out of the rota first.`;
  const named = [...shifts.map((shift) => shift.staff), ...cover.flatMap((one) => [one.staff, one.standIn])];
  const nobody = named.find((id) => !Object.hasOwn(staff, id));
  return nobody && `Nobody here has the id ${nobody}, who is in the rota or the cover. Check the id.`;
}

/** Whole in one log entry, of which the table takes 400 KB. */
const LARGEST_INSTRUMENT = 300_000;

/** What answers were scored by never changes under them; only the wording of a licensed one has later versions. */
function publishInstrument(
  { instruments = {} }: ClinicState,
  { source, version, instrument }: Extract<ClinicCommand, { do: 'publish-instrument' }>,
): ClinicEvent[] | Refusal {
  const { id } = instrument.questionnaire;
  const shelf = Object.hasOwn(instruments, id) ? instruments[id] : undefined;
  if (shelf && (source === 'imported' || shelf.source === 'imported'))
    return refuse('duplicate', `There is an instrument ${id} already. Choose another id.`);
  if (version !== (shelf?.published ?? 0) + 1)
    return refuse('wrong-state', 'The wording has been changed since it was read. Look at it again.');
  if (JSON.stringify(instrument).length > LARGEST_INSTRUMENT)
    return refuse('invalid', 'The questionnaire is too large to keep. Take out what is not asked.');
  return [{ type: 'instrument.published', id, version, source, instrument }];
}

function saveStaff(state: ClinicState, clinic: Clinic, staff: Staff): ClinicEvent[] | Refusal {
  const unknown = staff.teams.find((team) => !clinic.teams.some(({ id }) => id === team));
  if (unknown) return refuse('invalid', `The clinic has no team ${unknown}. Add the team first.`);
  const email = staff.email.toLowerCase();
  const other = Object.values(state.staff).find(
    (one) => one.id !== staff.id && one.email.toLowerCase() === email,
  );
  if (other) return refuse('duplicate', `${other.name} has this email address already.`);
  return [{ type: 'staff.saved', staff }];
}

type EntryOf = { seq: number; by: string; at: Instant };

export function applyToClinic(state: ClinicState, event: ClinicEvent, entry: EntryOf): void {
  switch (event.type) {
    case 'clinic.created':
      state.clinic = event.clinic;
      return;
    case 'clinic.changed':
      state.clinic = { ...state.clinic!, ...event.changes };
      return;
    case 'crisis-line.saved':
    case 'crisis-line.removed':
      state.clinic = { ...state.clinic!, crisisLines: linesAfter(state.clinic!.crisisLines ?? [], event) };
      return;
    case 'staff.saved':
      state.staff[event.staff.id] = event.staff;
      return;
    case 'pathway.drafted':
      state.pathways[event.id] = {
        published: state.pathways[event.id]?.published ?? 0,
        title: event.title,
        draftedAt: entry.seq,
      };
      return;
    case 'pathway.published':
      state.pathways[event.id] = { title: event.pathway.title, published: event.version };
      return;
    case 'instrument.published': {
      const { questionnaire, scoring } = event.instrument;
      state.instruments = {
        ...state.instruments,
        [event.id]: {
          title: questionnaire.title,
          source: event.source,
          published: event.version,
          ...(scoring.licence.permission && { reference: scoring.licence.permission }),
          by: entry.by,
          at: entry.at,
        },
      };
    }
  }
}
