/** A pathway lived in fast-forward by people who do not exist, on the engine that runs the real ones. */
import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { clientSchema } from '../../functions/care/client.ts';
import type { Clinic, ClinicCommand } from '../../functions/care/clinic.ts';
import type { LogEntry } from '../../functions/care/events.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { Cancelled, type Rehearsal, type RehearsalReport, type Watch } from '../../functions/rehearsals.ts';
import { createApp } from '../app.ts';
import { steppedClock } from '../outbox.ts';
import { later } from '../people/agenda.ts';
import { seededChance } from '../people/chance.ts';
import { simulateClient } from '../people/client.ts';
import { simulateStaff, whenOpen } from '../people/clinician.ts';
import { clientDoor, quietLogger, staffDoor, trustingIdentity } from '../people/doors.ts';
import { PERSONAS, type Persona } from '../people/personas.ts';
import { live } from '../people.ts';
import { type Group, groupsOf } from './groups.ts';
import { addTally, countLife, emptyTally, reportOf, type Tally } from './report.ts';

/** A mixed company: most answer, some do not, one in eight gets worse, one in eight is in crisis. */
const COMPANY = [
  'steady',
  'silent',
  'recovering',
  'inCrisis',
  'late',
  'worsening',
  'uneven',
  'nonAgreeing',
] as const;
/** They come in this share of the time, so that the last of them gets somewhere. */
const ENROLMENT_SHARE = 0.5;
/** What a code costs to guess is not what is rehearsed. */
const CODE_COST = { N: 2, r: 1, p: 1 };
const CLINICIANS = ['wanda-one', 'tariq-two'];
const WEEK_HOURS = 7 * 24;
const WORDS = {
  reason: 'I hardly sleep.',
  goals: ['Sleep through the night', 'Cook for friends'],
  change: 'Go outside every day',
} as const;

/** The clinic's zone, and one across the sea, whose clocks change on another day. */
const zonesOf = ({ calendar }: Clinic): string[] => [
  calendar.zone,
  calendar.zone.startsWith('Europe/') ? 'America/New_York' : 'Europe/London',
];

const OFFICE: [string, string] = ['09:00', '17:00'];

/** Nobody would ever come to work in a clinic that has not said when it is open. */
const withHours = (clinic: Clinic): Clinic =>
  Object.keys(clinic.calendar.hours).length > 0
    ? clinic
    : {
        ...clinic,
        calendar: {
          ...clinic.calendar,
          hours: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
        },
      };

/** @throws Cancelled */
export async function rehearse(rehearsal: Rehearsal, watch: Watch = {}): Promise<RehearsalReport> {
  const { clients, weeks, pathway } = rehearsal;
  const total = emptyTally();
  for (const group of groupsOf(rehearsal)) {
    if (await watch.isCancelled?.()) throw new Cancelled('the rehearsal was cancelled');
    const onProgress = (share: number) => watch.onProgress?.((group.first + share * group.size) / clients);
    addTally(total, await liveGroup(rehearsal, group, onProgress));
  }
  return reportOf(total, pathway, weeks);
}

export async function liveGroup(
  { pathway, clinic: asGiven, instruments = [], clients, weeks, from, seed }: Rehearsal,
  { first, size }: Group,
  onProgress: (share: number) => void,
): Promise<Tally> {
  const clinic = withHours(asGiven);
  const memory = { ...createMemoryTable(), bytesAreFree: true as const };
  const clock = steppedClock(from);
  const clinicId = clinic.id;
  const app = createApp({
    table: memory,
    changes: memory.changes,
    clock,
    chance: seededChance(`${seed}/${first}`),
    url: 'https://rehearsal.example',
    identity: trustingIdentity,
    logger: quietLogger,
    codeCost: CODE_COST,
  });
  const run = async (command: ClinicCommand) => {
    const outcome = await app.clinics.run({ clinicId, by: CLINICIANS[0]! }, command);
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  await run({ do: 'create-clinic', clinic });
  const teams = clinic.teams.map(({ id }) => id);
  for (const id of CLINICIANS) {
    const email = `${id}@rehearsal.example`;
    await run({ do: 'add-staff', staff: { id, name: id, email, roles: ['clinician'], teams, active: true } });
  }
  for (const publish of instruments) await run(publish);
  const { id, title } = pathway;
  const { seq: draftedAt } = await run({ do: 'draft-pathway', id, title, draft: pathway });
  await run({ do: 'publish-pathway', id, draftedAt, pathway });

  const staff = CLINICIANS.map((id) =>
    simulateStaff(
      { email: `${id}@rehearsal.example`, teams, onCall: true, calendar: clinic.calendar },
      staffDoor(app.api, `${clinicId}/${id}`),
      seed,
    ),
  );
  const people = [];
  for (let n = first; n < first + size; n += 1) {
    const clientId = `rehearsed-${n + 1}`;
    const zones = zonesOf(clinic);
    const zone = zones[n % zones.length]!;
    const email = `${clientId}@rehearsal.example`;
    const language = pathway.languages[0]!;
    const client = clientSchema.parse({
      name: `Rehearsed ${n + 1}`,
      dateOfBirth: '1990-01-01',
      recordNumber: clientId,
      email,
      zone,
      language,
      country: clinic.country,
      channel: 'email',
      consents: { email: { at: from } },
    });
    const at = { clinicId, clientId, by: CLINICIANS[0]! };
    const created = await app.charts.run(at, { do: 'create-client', client });
    if (isRefusal(created)) throw new Error(created.because);
    const start = whenOpen(
      later(from, (n / clients) * weeks * ENROLMENT_SHARE * WEEK_HOURS),
      clinic.calendar,
    );
    const clinician = n % CLINICIANS.length;
    staff[clinician]!.plan(start, () =>
      app.charts.run(at, { do: 'enrol', pathway: { id, version: 1 }, clinician: CLINICIANS[clinician]! }),
    );
    const persona: Persona = PERSONAS[COMPANY[n % COMPANY.length]!];
    people.push(
      simulateClient(
        { address: email, zone, persona, words: { ...WORDS, goals: [...WORDS.goals] }, from: start },
        clientDoor(app.api),
        seed,
      ),
    );
  }

  const until = later(from, weeks * WEEK_HOURS);
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  await live(app, clock, {
    clinicId,
    agents: [...staff, ...people],
    until,
    onStop: (at) => onProgress((Date.parse(at) - begin) / (end - begin)),
  });

  const own = new Map(instruments.map(({ instrument }) => [instrument.questionnaire.id, instrument]));
  const tally = emptyTally();
  tally.clinicianWeeks = CLINICIANS.length * weeks;
  for (let n = first; n < first + size; n += 1) {
    const log: LogEntry[] = [];
    for await (const { entry } of app.charts.log(clinicId, `rehearsed-${n + 1}`)) log.push(entry);
    countLife(tally, log, {
      zone: clinic.calendar.zone,
      name: `Rehearsed ${n + 1}`,
      minutesOf: (id) => (own.get(id) ?? content.instruments[id])?.scoring.minutes ?? 0,
      withStory: n === 0,
    });
  }
  return tally;
}
