import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Instant, instant, milliseconds } from '../../functions/care/time.ts';
import type { ChangeFeed, Table } from '../../functions/ports.ts';
import { createApp } from '../app.ts';
import { makeClinic } from '../first-start.ts';
import { advance } from '../host.ts';
import { steppedClock } from '../outbox.ts';
import { answersTo, type Mind } from '../people/answers.ts';
import { createDice, seededChance } from '../people/chance.ts';
import { decideAsUsual } from '../people/decisions.ts';
import { clientDoor, type Opened, staffDoor, trustingIdentity } from '../people/doors.ts';
import { type Counts, countingTable, less } from './counts.ts';
import { must } from './prepare.ts';

const START: Instant = '2026-01-05T15:00:00.000Z';
const DAY = 86_400_000;
const CLINIC = 'bench';
const CLINICIAN = 'first-admin';

export type Counted = Counts & { transitions: number };

type Store = { table: Table; changes: ChangeFeed };

function inMemory(): Store {
  const table = createMemoryTable();
  return { table, changes: table.changes };
}

/** A clinic whose clients answer at once and whose clinician decides at once, through the API. */
export async function openSimulation(clients: number, store: Store = inMemory()) {
  const table = countingTable(store.table);
  const clock = steppedClock(START);
  const dice = createDice('bench');
  const app = createApp({
    table,
    changes: store.changes,
    clock,
    chance: seededChance('bench'),
    identity: trustingIdentity,
    url: 'http://localhost:4180',
  });
  const zone = 'America/New_York';
  const admin = { id: CLINICIAN, name: 'Clinician', email: 'clinician@clinic.example' };
  const clinic = await makeClinic(app.clinics, { id: CLINIC, name: 'Bench', zone, country: 'US' }, admin);
  await must(
    app.clinics.run(
      { clinicId: CLINIC, by: CLINICIAN },
      { do: 'change-staff', staff: { ...clinic.staff[CLINICIAN]!, roles: ['admin', 'clinician'] } },
    ),
  );
  const [id] = Object.keys(clinic.pathways);
  for (let client = 0; client < clients; client += 1) {
    const at = { clinicId: CLINIC, clientId: `client-${client}`, by: CLINICIAN };
    await must(
      app.charts.run(at, {
        do: 'create-client',
        client: {
          name: `Synthetic Person ${client}`,
          dateOfBirth: '1990-01-01',
          email: `person-${client}@example.org`,
          zone,
          language: 'en',
          country: 'US',
          channel: 'email',
          consents: { email: { at: START } },
        },
      }),
    );
    await must(app.charts.run(at, { do: 'enrol', pathway: { id: id!, version: 1 }, clinician: CLINICIAN }));
  }
  const door = clientDoor(app.api);
  const staff = staffDoor(app.api, `${CLINIC}/${CLINICIAN}`);
  const decide = decideAsUsual;
  const answers: Counts[] = [];
  let heard: string | undefined;

  /** By address, the link that waits for its code. */
  const waiting = new Map<string, string>();

  async function followed(to: string, text: string): Promise<Opened | undefined> {
    const token = /\/c#([\w-]+)/.exec(text)?.[1];
    if (token) return { token };
    const [code] = /\b\d{6}\b/.exec(text) ?? [];
    const asked = waiting.get(to);
    if (!code || !asked) return undefined;
    waiting.delete(to);
    const link = { token: asked, session: `page-of-${asked}` };
    await door.giveCode(link, code);
    return link;
  }

  /** Everybody answers and decides until nobody has anything to do. True where anybody had. */
  async function act(): Promise<boolean> {
    let acted = false;
    await app.settle();
    for (const { to, text, providerId } of await app.outbox.read(CLINIC, heard)) {
      heard = providerId;
      const link = await followed(to, text);
      if (!link) continue;
      for (const { requestId, forms, locked } of await door.open(link.token, link.session)) {
        if (locked) {
          acted = true;
          waiting.set(to, link.token);
          await door.askCode(link.token);
          continue;
        }
        for (let open = forms; open.length > 0; ) {
          acted = true;
          const mind: Mind = { severity: 12, risk: 0, agrees: true, words: WORDS, dice };
          const responses = open.map((form) => ({
            instrument: form.instrument,
            answers: answersTo(form, mind),
            complete: true,
          }));
          const before = table.so();
          open = await door.answer(link, requestId, responses);
          answers.push(less(table.so(), before));
        }
      }
    }
    for (const task of await staff.tasks([])) {
      acted = true;
      await staff.complete(task, decide(task));
    }
    await app.settle();
    return acted;
  }

  return {
    app,
    table,
    /** What each answer cost by itself. */
    answers,
    async live(days: number): Promise<void> {
      const until = milliseconds(clock()) + days * DAY;
      for (let at = milliseconds(clock()) + DAY; at <= until; at += DAY) {
        while (await act());
        await advance(app, clock, instant(at));
      }
      while (await act());
    },
  };
}

const WORDS: Mind['words'] = { reason: 'hard weeks', goals: ['walk each day'], change: 'less' };

export type CareCounts = Record<'answer' | 'check-in' | 'first cycle' | 'reassessment and new plan', Counted>;

/** What one client costs the table and the state machines; the scan's and the relay's own polling is in `queries`. */
export async function countCare(): Promise<CareCounts> {
  const { app, table, live, answers } = await openSimulation(1);
  let transitions = 0;
  const take = (): Counted => {
    const before = transitions;
    transitions = app.interpreter.transitions();
    return { ...table.taken(), transitions: transitions - before };
  };
  take();
  // The first check-in of a plan comes on the Tuesday eight days later.
  await live(6);
  const firstCycle = take();
  await live(7);
  const checkIn = take();
  const [answer] = answers.slice(-1);
  await live(4 * 7);
  take();
  await live(7);
  const reassessment = take();
  return {
    answer: { ...answer!, transitions: 0 },
    'check-in': checkIn,
    'first cycle': firstCycle,
    'reassessment and new plan': reassessment,
  };
}

/** Client-weeks a second of wall clock. */
export async function measureSpeed(clients: number, weeks: number): Promise<number> {
  const { live } = await openSimulation(clients);
  const from = performance.now();
  await live(weeks * 7);
  return (clients * weeks * 1000) / (performance.now() - from);
}
