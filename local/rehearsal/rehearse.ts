/** A pathway lived in fast-forward by people who do not exist, on the engine that runs the real ones. */
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { clientSchema } from '../../functions/care/client.ts';
import type { Clinic, ClinicCommand } from '../../functions/care/clinic.ts';
import type { LogEntry } from '../../functions/care/events.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Chance, Clock } from '../../functions/ports.ts';
import type { Rehearsed } from '../../functions/rehearsal-report.ts';
import { Cancelled, type Rehearsal, type Watch } from '../../functions/rehearsals.ts';
import { type App, createApp } from '../app.ts';
import { steppedClock } from '../outbox.ts';
import { later } from '../people/agenda.ts';
import { seededChance } from '../people/chance.ts';
import { simulateClient } from '../people/client.ts';
import { simulateStaff, whenOpen } from '../people/clinician.ts';
import { clientDoor, quietLogger, staffDoor, trustingIdentity } from '../people/doors.ts';
import { live } from '../people.ts';
import { decideAsDrafted, memberAt } from './company.ts';
import { foundBy, instrumentsOf } from './found.ts';
import { type Group, groupsOf } from './groups.ts';
import { addTally, countLife, emptyTally, type Tally } from './report.ts';

/** They come in this share of the time, so that the last of them gets somewhere. */
const ENROLMENT_SHARE = 0.5;
/** What a code costs to guess is not what is rehearsed. */
const CODE_COST = { N: 2, r: 1, p: 1 };
const CLINICIANS = ['wanda-one', 'tariq-two'] as const;
/** Each is away for a week once, and nobody covers, so that what waits for them is passed on as the draft says. */
const LEAST_WEEKS_WITH_LEAVE = 12;
/** Sessions are weekly, from when a plan is likely to stand. Only what is asked after them makes a difference here. */
const FIRST_SESSION_HOURS = 3 * 7 * 24;
const WEEK_HOURS = 7 * 24;
const NOTHING_KNOWN = { preferences: {}, history: {}, problems: {}, phenotypes: {}, medicines: [] };
const WORDS = {
  reason: 'I hardly sleep.',
  goals: ['Sleep through the night', 'Cook for friends'],
  change: 'Go outside every day',
} as const;

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
export async function rehearse(rehearsal: Rehearsal, watch: Watch = {}): Promise<Rehearsed> {
  const { clients } = rehearsal;
  const total = emptyTally();
  for (const group of groupsOf(rehearsal)) {
    if (await watch.isCancelled?.()) throw new Cancelled('the rehearsal was cancelled');
    const onProgress = (share: number) => watch.onProgress?.((group.first + share * group.size) / clients);
    addTally(total, await liveGroup(rehearsal, group, onProgress));
  }
  return foundBy(total, rehearsal);
}

export async function liveGroup(
  { pathway, clinic: asGiven, instruments = [], clients, weeks, from, seed }: Rehearsal,
  { first, size }: Group,
  onProgress: (share: number) => void,
): Promise<Tally> {
  const clinic = withHours(asGiven);
  const clock = steppedClock(from);
  const clinicId = clinic.id;
  const app = openApp(clock, seededChance(`${seed}/${first}`));
  const run = async (command: ClinicCommand) => {
    const outcome = await app.clinics.run({ clinicId, by: CLINICIANS[0] }, command);
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  await run({ do: 'create-clinic', clinic });
  const teams = clinic.teams.map(({ id }) => id);
  for (const id of CLINICIANS)
    await run({
      do: 'add-staff',
      staff: { id, name: id, email: emailOf(id), roles: ['clinician'], teams, active: true },
    });
  for (const publish of instruments) await run(publish);
  const { id, title } = pathway;
  const { seq: draftedAt } = await run({ do: 'draft-pathway', id, title, draft: pathway });
  await run({ do: 'publish-pathway', id, draftedAt, pathway });

  const staff = CLINICIANS.map((id, n) => {
    const person = { email: emailOf(id), teams, onCall: true, calendar: clinic.calendar };
    const leave = later(from, ((n + 1) / (CLINICIANS.length + 1)) * weeks * WEEK_HOURS);
    const away =
      weeks < LEAST_WEEKS_WITH_LEAVE ? undefined : { from: leave, until: later(leave, WEEK_HOURS) };
    return simulateStaff(
      { ...person, decide: decideAsDrafted, away },
      staffDoor(app.api, `${clinicId}/${id}`),
      seed,
    );
  });
  const members = Array.from({ length: size }, (_, at) => {
    const n = first + at;
    const clientId = `rehearsed-${n + 1}`;
    return { n, clientId, ...memberAt(n, { clinic, pathway }) };
  });
  const people = [];
  for (const { n, clientId, behaviour, zone, persona, payer } of members) {
    const phone = `+1202555${String(n).padStart(4, '0')}`;
    const email = emailOf(clientId);
    const client = clientSchema.parse({
      ...{ name: `Rehearsed ${n + 1}`, dateOfBirth: '1990-01-01', recordNumber: clientId },
      ...{ phone, email, zone, language: pathway.languages[0]!, country: clinic.country },
      ...{ channel: 'email', consents: { sms: { at: from }, email: { at: from } } },
    });
    const clinician = n % CLINICIANS.length;
    const at = { clinicId, clientId, by: CLINICIANS[clinician]! };
    const created = await app.charts.run(at, { do: 'create-client', client });
    if (isRefusal(created)) throw new Error(created.because);
    const start = whenOpen(
      later(from, (n / clients) * weeks * ENROLMENT_SHARE * WEEK_HOURS),
      clinic.calendar,
    );
    const { plan } = staff[clinician]!;
    const meet = async () => {
      const attended = behaviour !== 'silent';
      const met = await app.charts.run(at, { do: 'record-session', at: clock(), attended });
      if (!isRefusal(met)) plan(whenOpen(later(clock(), WEEK_HOURS), clinic.calendar), meet);
    };
    plan(start, async () => {
      await app.charts.run(at, { do: 'enrol', pathway: { id, version: 1 }, clinician: at.by });
      const background = { ...NOTHING_KNOWN, payer };
      if (payer) await app.charts.run(at, { do: 'record-background', background, why: 'they said who pays' });
    });
    if (pathway.afterSession) plan(whenOpen(later(start, FIRST_SESSION_HOURS), clinic.calendar), meet);
    people.push(
      simulateClient(
        {
          ...{ address: email, otherAddress: phone, zone, persona, from: start },
          words: { ...WORDS, goals: [...WORDS.goals] },
        },
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

  const known = instrumentsOf({ instruments });
  const tally = emptyTally();
  tally.clinicianWeeks = CLINICIANS.length * weeks;
  for (const { n, clientId, behaviour, zone: clientZone } of members) {
    const log: LogEntry[] = [];
    for await (const { entry } of app.charts.log(clinicId, clientId)) log.push(entry);
    countLife(tally, log, {
      ...{ pathway, behaviour, clientZone, client: n + 1 },
      zone: clinic.calendar.zone,
      minutesOf: (id) => known[id]?.scoring.minutes ?? 0,
    });
  }
  return tally;
}

const emailOf = (id: string) => `${id}@rehearsal.example`;

function openApp(clock: Clock, chance: Chance): App {
  const memory = { ...createMemoryTable(), bytesAreFree: true as const };
  return createApp({
    ...{ table: memory, changes: memory.changes, clock, chance },
    ...{ identity: trustingIdentity, logger: quietLogger, codeCost: CODE_COST },
    url: 'https://rehearsal.example',
  });
}
