/** One life of two clinics by one seed, watched from its first commit to its last. */
import { createHash } from 'node:crypto';
import type { Chart } from '../../functions/care/chart.ts';
import { clientSchema } from '../../functions/care/client.ts';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { ChangeFeed, Table } from '../../functions/ports.ts';
import { makeClinic } from '../../local/first-start.ts';
import { createDice } from '../../local/people/chance.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { ask } from './ask.ts';
import { drawFaults, type Faults } from './faults.ts';
import type { ChartCommit, Hooks, Invariant, Seen } from './invariant.ts';
import { DAY_OF_VERSION } from './invariants/records.ts';
import { INVARIANTS } from './invariants.ts';
import { type ClientSpec, createClient, createStaff, type StaffSpec, type Told } from './people.ts';
import type { CrashPlan } from './process.ts';
import { createWorld, type Running } from './world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A Monday in February: ninety days from then hold the spring change of both sides of the Atlantic. */
export const START = '2026-02-16T14:00:00.000Z';
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'America/Phoenix',
  'Asia/Kathmandu',
] as const;

export type Life = {
  seed: string;
  days: number;
  faults: Faults;
  broken: { n: number; rule: string; how: string; at: string }[];
  /** Of the thirty: how often the situation was reached that puts it to the test. */
  reached: Map<number, number>;
  struck: Map<string, number>;
  /** The same for the same seed, to the letter. */
  hash: string;
  commits: ChartCommit[];
  operations: number;
};

export type LifeOptions = {
  days?: number;
  faults?: Faults;
  /** How many of each clinic; by the seed, where it is left out. */
  clients?: number;
  table?: Table & { changes: ChangeFeed };
  crashes?: (operation: number) => CrashPlan | undefined;
  invariants?: readonly Invariant[];
  /** The life ends where this rule is broken. */
  endsWith?: number;
};

export async function live(seed: string, options: LifeOptions = {}): Promise<Life> {
  const { days = 90, faults = drawFaults(seed, days), invariants = INVARIANTS } = options;
  const dice = createDice(`${seed}/life`);
  const broken: Life['broken'] = [];
  const reached = new Map<number, number>();
  const struck = new Map<string, number>();
  const trace = createHash('sha256');
  const charts = new Map<string, Chart>();
  const commits: ChartCommit[] = [];
  const hooks: Hooks[] = [];
  const each = <K extends keyof Hooks>(name: K, ...args: Parameters<NonNullable<Hooks[K]>>) => {
    for (const one of hooks) (one[name] as ((...given: unknown[]) => void) | undefined)?.(...args);
  };
  const told: Told = {
    answered: (...args) => each('answered', ...args),
    texted: (...args) => each('texted', ...args),
    staffAsked: (...args) => each('staffAsked', ...args),
    strangerAsked: (...args) => each('strangerAsked', ...args),
  };

  const world = createWorld({
    seed,
    start: START,
    faults,
    table: options.table,
    crashes: options.crashes,
    watching: {
      onCommit(commit) {
        if (commit.clientId === undefined) return each('clinicCommitted', commit);
        trace.update(commit.body);
        const before = charts.get(commit.pk);
        charts.set(commit.pk, commit.chart);
        commits.push(commit);
        each('committed', commit, before);
      },
      onLooked: (pk, body) => each('looked', pk, body),
      onLogChanged: (pk, sk) => each('logChanged', pk, sk),
      onAccepted(message) {
        trace.update(`${message.key}${message.at}${message.text}`);
        each('accepted', message);
      },
      onCleanScan: () => each('cleanScan'),
      onFault: (kind) => void struck.set(kind, (struck.get(kind) ?? 0) + 1),
      onLogged: (line) => each('logged', line),
    },
  });

  const clients = drawClients(seed, options.clients);
  const seen: Seen = {
    world,
    clients,
    charts,
    commits,
    clientOf: (pk) => clients.find(({ clinicId, clientId }) => pk === `${clinicId}#${clientId}`)!,
  };
  for (const { n, rule, watch } of invariants) {
    const fails = (how: string) => {
      if (broken.length < 20) broken.push({ n, rule, how, at: world.clock() });
    };
    hooks.push(watch(seen, fails, () => void reached.set(n, (reached.get(n) ?? 0) + 1)));
  }

  const staff = drawStaff(seed);
  await world.calm((running) => setUp(running, clients, staff));
  const hearing = [
    ...clients.map((spec) => createClient(world, spec, seed, told)),
    ...staff.filter(({ teams }) => teams.length > 0).map((spec) => createStaff(world, spec, seed, told)),
  ];
  world.hearsWith((message) => {
    const whose = (spec: ClientSpec | StaffSpec) =>
      'clientId' in spec
        ? message.key.startsWith(`${spec.clinicId}#${spec.clientId}#`) &&
          [spec.phone, spec.email].includes(message.to)
        : spec.email === message.to;
    for (const { spec, hear } of hearing) if (whose(spec)) hear(message);
  });
  drawEvents();

  world.begin();
  const isOver = () => broken.some(({ n }) => n === options.endsWith);
  await world.runUntil(world.now() + days * DAY, isOver);
  // Nothing goes wrong any more, and whatever is due by now is done: only then is it counted.
  world.calmDown();
  await world.runUntil(world.now() + 3 * HOUR, isOver);
  if (!isOver()) for (const one of hooks) await one.ended?.();
  return {
    seed,
    days,
    faults,
    broken,
    reached,
    struck,
    hash: trace.digest('hex'),
    commits,
    operations: world.operations(),
  };

  /** What happens in a life beside the asking and answering. */
  function drawEvents() {
    const at = () => world.now() + dice.between(1, days) * DAY;
    const as = (spec: { clinicId: string }, staffId = 'lena') => `${spec.clinicId}/${staffId}`;
    const phones = (when: number, spec: ClientSpec, method: 'POST' | 'PATCH', path: string, json: object) =>
      world.later(when, 'the clinic is told something', async ({ api }) => {
        const reply = await ask(api, method, `/clients/${spec.clientId}${path}`, { json, token: as(spec) });
        told.staffAsked({ clinicId: spec.clinicId, staffId: 'lena' }, path, reply, method);
      });
    for (const spec of clients) {
      const sometimes = (share: number) => dice.unit() < share;
      if (sometimes(0.2))
        phones(at(), spec, 'PATCH', '', { changes: { zone: dice.pick(ZONES) }, why: 'has moved' });
      if (sometimes(0.35)) {
        const from = at();
        const back = from + dice.between(2, 15) * DAY;
        const until = sometimes(0.5) ? world.iso(back).slice(0, 10) : undefined;
        phones(from, spec, 'POST', '/pause', { until, why: 'on holiday' });
        phones(back, spec, 'POST', '/resume', { why: 'is back' });
      }
      if (sometimes(0.1)) phones(at(), spec, 'POST', '/discharge', { why: 'moves away' });
      if (sometimes(0.1))
        phones(at(), spec, 'PATCH', '', { changes: { channel: 'email' }, why: 'asked for mail' });
      if (sometimes(0.1)) {
        const consents = { [spec.channel === 'sms' ? 'email' : 'sms']: { at: START } };
        phones(at(), spec, 'PATCH', '', { changes: { consents }, why: 'said so on the phone' });
      }
    }
    if (dice.unit() < 0.3) world.later(at(), 'a deploy', async () => world.deploy());
    if (dice.unit() < 0.3)
      world.later(world.now() + dice.between(1, days / 4) * DAY, 'an admin publishes', ({ clinics }) =>
        publish(clinics, 'north'),
      );
    if (dice.unit() < 0.3) world.later(at(), 'somebody leaves', ({ clinics }) => leave(clinics, 'north'));
    for (let n = 0; n < 3; n += 1) world.later(at(), 'a stranger guesses', (running) => guess(running, n));
    world.later(at(), 'a clinician asks for another clinic’s client', async ({ api }) => {
      const [mine, other] = [
        clients.find((one) => one.clinicId === 'north')!,
        clients.find((one) => one.clinicId === 'south')!,
      ];
      for (const path of ['', '/timeline', '/progress', '/goals', '/plans']) {
        const reply = await ask(api, 'GET', `/clients/${other.clientId}${path}`, { token: as(mine, 'noor') });
        told.staffAsked(
          { clinicId: 'north', staffId: 'noor' },
          `/clients/${other.clientId}${path}`,
          reply,
          'GET',
        );
      }
    });
  }

  async function guess({ api }: Running, n: number): Promise<void> {
    const before = commits.length;
    const token = `${'x'.repeat(21)}${n}`;
    for (const path of ['/link/open', '/link/answers']) {
      const json =
        path === '/link/open'
          ? { token }
          : {
              token,
              requestId: 'request-1',
              responses: [{ instrument: 'phq-2', answers: {}, complete: false }],
            };
      const reply = await ask(api, 'POST', path, { json });
      // With somebody else at work in the same moment, their commits are not the stranger's.
      told.strangerAsked(reply, faults.atOnce > 0 ? 0 : commits.length - before);
    }
  }
}

async function publish(clinics: Running['clinics'], clinicId: string): Promise<void> {
  const changed = structuredClone(shipped) as typeof shipped;
  changed.checkIns[0]!.cadence.days = [DAY_OF_VERSION[1]];
  const pathway = pathwaySchema.parse(changed);
  const at = { clinicId, by: 'lena' };
  try {
    const drafted = await clinics.run(at, {
      do: 'draft-pathway',
      id: pathway.id,
      title: pathway.title,
      draft: changed,
    });
    if (!isRefusal(drafted))
      await clinics.run(at, { do: 'publish-pathway', id: pathway.id, draftedAt: drafted.seq, pathway });
  } catch {
    // The table was out of reach: the admin gives up for today.
  }
}

async function leave(clinics: Running['clinics'], clinicId: string): Promise<void> {
  try {
    const { staff } = await clinics.get(clinicId);
    await clinics.run(
      { clinicId, by: 'lena' },
      { do: 'change-staff', staff: { ...staff.noor!, active: false } },
    );
  } catch {
    // As above.
  }
}

function drawClients(seed: string, count?: number): ClientSpec[] {
  const dice = createDice(`${seed}/clients`);
  const shared = dice.unit() < 0.25;
  return ['north', 'south'].flatMap((clinicId, clinic) => {
    const number = count ?? (clinic === 0 ? 1 + Math.floor(dice.between(0, 2)) : 1);
    return Array.from({ length: number }, (_, n): ClientSpec => {
      const clientId = `${clinicId}-client-${n}`;
      const line = shared && n === 1 ? `${clinic}0` : `${clinic}${n}`;
      return {
        clinicId,
        clientId,
        phone: `+141555501${line}`,
        email: `${clientId}@example.org`,
        channel: dice.pick(['sms', 'sms', 'email'] as const),
        zone: dice.pick(ZONES),
        secret: `Zq${clinicId}${n}Word`,
      };
    });
  });
}

function drawStaff(seed: string): StaffSpec[] {
  const dice = createDice(`${seed}/staff`);
  const member = (clinicId: string, staffId: string, teams: string[]): StaffSpec => {
    const from = dice.between(10, 70);
    return {
      clinicId,
      staffId,
      email: `${staffId}@${clinicId}.example`,
      teams,
      pace: dice.pick([3, 8, 30]),
      ...(dice.unit() < 0.3 && { leave: { from, to: from + dice.between(3, 20) } }),
    };
  };
  return ['north', 'south'].flatMap((clinicId) => [
    member(clinicId, 'noor', ['care']),
    member(clinicId, 'omar', ['care', 'crisis']),
    member(clinicId, 'lena', ['care-leads']),
  ]);
}

async function setUp({ clinics, charts }: Running, clients: ClientSpec[], staff: StaffSpec[]): Promise<void> {
  const done = <T extends object>(outcome: T): T => {
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  for (const id of ['north', 'south']) {
    await makeClinic(
      clinics,
      { id, name: `The ${id} clinic`, zone: 'America/New_York', country: 'US' },
      { id: 'lena', name: 'Lena Fictive', email: `lena@${id}.example` },
    );
    for (const { staffId, email, teams } of staff.filter((one) => one.clinicId === id)) {
      const roles = staffId === 'lena' ? (['admin', 'clinician'] as const) : (['clinician'] as const);
      const person = {
        id: staffId,
        name: `${staffId} Fictive`,
        email,
        roles: [...roles],
        teams,
        active: true,
      };
      done(
        await clinics.run(
          { clinicId: id, by: 'lena' },
          { do: staffId === 'lena' ? 'change-staff' : 'add-staff', staff: person },
        ),
      );
    }
  }
  for (const { clinicId, clientId, phone, email, channel, zone, secret } of clients) {
    const consent = { at: START };
    const client = clientSchema.parse({
      name: `Zz${secret}`,
      dateOfBirth: '1990-01-01',
      recordNumber: clientId,
      phone,
      email,
      zone,
      language: 'en',
      country: 'US',
      channel,
      consents: { sms: consent, email: consent },
    });
    const at = { clinicId, clientId, by: 'lena' };
    done(await charts.run(at, { do: 'create-client', client }));
    done(await charts.run(at, { do: 'enrol', pathway: { id: shipped.id, version: 1 }, clinician: 'noor' }));
  }
}
