/** Half a year in a clinic of synthetic people, lived through the same handlers as everybody's, on a stepped clock. */
import { createMemoryTable } from '../functions/adapters/table-memory.ts';
import type { Chart } from '../functions/care/chart.ts';
import { coursesIn } from '../functions/care/measures/courses.ts';
import { LEAST_CONTACTS } from '../functions/care/measures/outcomes.ts';
import { after, wallClock } from '../functions/care/schedule.ts';
import { type Instant, milliseconds } from '../functions/care/time.ts';
import type { Chance, Item, Table, Write } from '../functions/ports.ts';
import { type App, createApp } from './app.ts';
import { clientsOf } from './commands/open.ts';
import { makeClinic } from './first-start.ts';
import { steppedClock } from './outbox.ts';
import { later } from './people/agenda.ts';
import { ADMIN, CLINICIANS, castOf, emailOf, rosterOf, ZONE } from './people/cast.ts';
import { simulateClient } from './people/client.ts';
import { isOpen, simulateStaff, whenOpen } from './people/clinician.ts';
import {
  clientDoor,
  quietLogger,
  Refused,
  type StaffDoor,
  staffDoor,
  trustingIdentity,
} from './people/doors.ts';
import { GROUPS } from './people/groups.ts';
import { type LifeEvent, PERSONAS, type Persona } from './people/personas.ts';
import { live } from './people.ts';

export type DemoOptions = {
  clinicId: string;
  /** The moment at which it ends. */
  until: Instant;
  weeks: number;
  clients: number;
  seed: string;
  chance: Chance;
  url: string;
  logger?: Parameters<typeof createApp>[0]['logger'];
  /** How much of it is lived, from 0 to 1. */
  onProgress?: (share: number, at: Instant) => void;
};

const WEEK_HOURS = 7 * 24;
/** Clients come in this share of the weeks; the rest lets the last of them get somewhere. */
const ENROLMENT_SHARE = 0.7;
/** The newcomer at risk comes in the last open hour that is this long before the end, */
const NEWCOMER_HOURS = 4;
/** and says so, of all hours, when it is this long away: whoever opens the console finds the clock running. */
const RISK_MINUTES = 9;
/**
 * What came in over so many of the last open hours is still to be done: an inbox with nothing in it shows nothing. The
 * client before the last comes as they begin, and is on their way to goals.
 */
const WAITING_HOURS = 32;
/** They meet every two weeks, from the time on when a plan is usually in force; one in five is missed. */
const SESSIONS = { from: 3, every: 2, missed: 5 };

/** The whole clinic, in memory. `items` gives all that is kept of it, what others find the clinic by at the end. */
export async function liveDemo(options: DemoOptions): Promise<{ app: App; items(): Promise<Item[]> }> {
  const { clinicId, until, weeks, seed, chance, url, onProgress } = options;
  const from = after(until, `-P${weeks}W`, ZONE);
  const clock = steppedClock(from);
  const memory = createMemoryTable();
  const { table, items } = remembering(memory);
  const { changes } = memory;
  const app = createApp({
    table,
    changes,
    clock,
    chance,
    url,
    identity: trustingIdentity,
    logger: options.logger ?? quietLogger,
  });

  const { clinic } = await makeClinic(
    app.clinics,
    { id: clinicId, name: 'Riverside Counseling (demo)', zone: ZONE, country: 'US' },
    { ...ADMIN, email: emailOf(ADMIN.id, clinicId) },
  );
  const { calendar } = clinic!;
  const riskAt = later(until, -RISK_MINUTES / 60);
  let newcomerAt = later(until, -NEWCOMER_HOURS);
  while (whenOpen(newcomerAt, calendar) !== newcomerAt) newcomerAt = later(newcomerAt, -1);

  let leavesRestFrom = until;
  for (let hours = 0; hours < WAITING_HOURS; ) {
    leavesRestFrom = later(leavesRestFrom, -1);
    if (isOpen(leavesRestFrom, calendar)) hours += 1;
  }

  const admin = staffDoor(app.api, `${clinicId}/${ADMIN.id}`);
  const staff: { id: string; door: StaffDoor; agent: ReturnType<typeof simulateStaff> }[] = [];
  for (const { id, name, teams, onCall } of CLINICIANS) {
    const person = { id, name, email: emailOf(id, clinicId), teams: [...teams] };
    await admin.call({ method: 'POST', path: '/staff', json: { ...person, roles: ['clinician'] } });
    const door = staffDoor(app.api, `${clinicId}/${id}`);
    const agent = simulateStaff(
      { ...person, onCall, calendar, leavesUrgentFrom: newcomerAt, leavesRestFrom },
      door,
      seed,
    );
    staff.push({ id, door, agent });
  }

  const verifiedOn = from.slice(0, 10);
  const groups = GROUPS.map((group) => ({ ...group, verifiedOn }));
  await admin.call({ method: 'PATCH', path: '/clinic', json: { groups } });

  const cast = castOf(options.clients, seed);
  const yesterday = wallClock(after(from, '-P1D', ZONE), ZONE).slice(0, 10);
  const { added } = await admin.call<{ added: { line: number; clientId: string }[] }>({
    method: 'POST',
    path: '/clients/import',
    csv: rosterOf(cast, yesterday),
  });
  const isNew = (at: number) => cast.length > 5 && at === cast.length - 2;
  const clients = cast.map((member, at) => {
    const persona: Persona = PERSONAS[member.persona];
    // The roster's first line names its columns.
    const { clientId } = added.find(({ line }) => line === at + 2)!;
    const { id, door, agent } = staff[at % staff.length]!;
    const inTurn = later(from, (at / cast.length) * weeks * ENROLMENT_SHARE * WEEK_HOURS);
    const start =
      member.persona === 'atRisk' ? newcomerAt : whenOpen(isNew(at) ? leavesRestFrom : inTurn, calendar);
    agent.plan(start, () => enrol(app, clinicId, door, clientId, id));
    for (const event of persona.life ?? []) {
      const hour = whenOpen(later(start, event.week * WEEK_HOURS), calendar);
      agent.plan(hour, () => report(door, clientId, event, hour));
    }
    const comes = member.persona !== 'silent';
    for (let n = 0; comes && n * SESSIONS.every + SESSIONS.from < weeks; n += 1) {
      const begins = whenOpen(later(start, (SESSIONS.from + n * SESSIONS.every) * WEEK_HOURS), calendar);
      const ends = later(begins, 1);
      const attended = (n + at) % SESSIONS.missed !== SESSIONS.missed - 1;
      if (ends < until) agent.plan(ends, () => meet(app, door, { clinicId, clientId, begins, attended }));
    }
    const address = member.channel === 'sms' ? member.phone : member.email;
    return simulateClient(
      {
        ...member,
        persona,
        address,
        from: start,
        assessedAt: member.persona === 'atRisk' ? riskAt : undefined,
      },
      clientDoor(app.api),
      seed,
    );
  });

  const [begin, end] = [milliseconds(from), milliseconds(until)];
  await live(app, clock, {
    clinicId,
    agents: [...staff.map(({ agent }) => agent), ...clients],
    until,
    onStop: (at) => onProgress?.((milliseconds(at) - begin) / (end - begin), at),
  });
  return { app, items };
}

async function enrol(app: App, clinicId: string, door: StaffDoor, clientId: string, clinician: string) {
  const [id] = Object.keys((await app.clinics.get(clinicId)).pathways);
  await door.call({
    method: 'POST',
    path: `/clients/${clientId}/episodes`,
    json: { pathway: { id }, clinician },
  });
}

/** A session is recorded after it, with whom treatment is under way. */
async function meet(
  app: App,
  door: StaffDoor,
  {
    clinicId,
    clientId,
    begins,
    attended,
  }: { clinicId: string; clientId: string; begins: Instant; attended: boolean },
) {
  const { episode, pause } = await app.charts.get(clinicId, clientId);
  if (episode?.stage !== 'treatment' || pause) return;
  const path = `/clients/${clientId}/sessions`;
  await door.call({ method: 'POST', path, json: { at: begins, attended, what: 'Talk' } });
}

/** What a client has told the clinic by phone. Whoever has been discharged meanwhile has told nobody. */
async function report(door: StaffDoor, clientId: string, event: LifeEvent, now: Instant): Promise<void> {
  const path = `/clients/${clientId}`;
  try {
    switch (event.event) {
      case 'moves': {
        const json = { changes: { zone: event.zone }, why: 'has moved, and called to say so' };
        await door.call({ method: 'PATCH', path, json });
        return;
      }
      case 'holiday': {
        const until = later(now, event.days * 24).slice(0, 10);
        await door.call({ method: 'POST', path: `${path}/pause`, json: { until, why: 'on holiday' } });
        return;
      }
      case 'leaves':
        await door.call({ method: 'POST', path: `${path}/discharge`, json: { why: event.why } });
    }
  } catch (error) {
    if (!(error instanceof Refused && error.status === 409)) throw error;
  }
}

/** A table that can say what was put into it. */
function remembering(table: Table): { table: Table; items(): Promise<Item[]> } {
  const keys = new Map<string, { pk: string; sk: string }>();
  const keep = (write: Write) => {
    if ('put' in write) keys.set(`${write.put.pk}\n${write.put.sk}`, { pk: write.put.pk, sk: write.put.sk });
  };
  return {
    table: {
      ...table,
      async write(writes) {
        writes.forEach(keep);
        return table.write(writes);
      },
    },
    async items() {
      const found = await Promise.all([...keys.values()].map((key) => table.get(key)));
      const byFinding = ({ pk }: Item) => (pk === 'CLINICS' ? 1 : 0);
      return found.filter((item) => item !== undefined).sort((a, b) => byFinding(a) - byFinding(b));
    },
  };
}

export type Tally = {
  clients: number;
  inCare: number;
  discharged: number;
  /** Check-ins. */
  asked: number;
  answered: number;
  /** Clients in care who have missed three check-ins in a row, or more. */
  silent: number;
  /** Clients whose plan is not the first any more. */
  adjusted: number;
  /** Ended, after two sessions or more that were attended. */
  finished: number;
  /** Open urgent tasks. */
  urgent: number;
  entries: number;
  /** Whose timeline tells most. */
  toRead: string;
};

const SILENT_FROM = 3;

/** What is in a clinic. */
export async function tally(app: App, clinicId: string): Promise<Tally> {
  const clients = await clientsOf(app, clinicId);
  const charts = await Promise.all(clients.map(({ clientId }) => app.charts.get(clinicId, clientId)));
  const enrolled = charts.filter(({ episode }) => episode);
  const inCare = enrolled.filter(({ episode }) => !episode!.endedAt);
  const counts = enrolled.flatMap(({ checkIns }) => Object.values(checkIns));
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const alarming = ({ urgentFindings }: Chart) => (urgentFindings > 0 ? 1 : 0);
  const byStory = charts.toSorted((a, b) => alarming(b) - alarming(a) || b.version - a.version);
  return {
    clients: charts.length,
    inCare: inCare.length,
    discharged: enrolled.length - inCare.length,
    asked: sum(counts.map(({ asked }) => asked)),
    answered: sum(counts.map(({ answered }) => answered)),
    silent: inCare.filter(({ checkIns }) =>
      Object.values(checkIns).some(({ missedInARow }) => missedInARow >= SILENT_FROM),
    ).length,
    adjusted: enrolled.filter(({ plan }) => plan && plan.version > 1).length,
    finished: charts.flatMap(coursesIn).filter((one) => one.endedAt && one.attended >= LEAST_CONTACTS).length,
    urgent: charts.flatMap(({ tasks }) => Object.values(tasks)).filter(({ kind }) => kind === 'urgent')
      .length,
    entries: sum(charts.map(({ version }) => version)),
    toRead: byStory[0]?.client?.name ?? '',
  };
}
