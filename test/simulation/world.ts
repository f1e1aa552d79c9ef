/**
 * Attune whole, in one process and by one seed: the doors, the care code, the machines, the scan and the relay are the
 * real ones; the clock, chance, the table's weather, the providers and the people are simulated.
 */
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { type Api, createApi } from '../../functions/api/api.ts';
import { instant, milliseconds } from '../../functions/care/time.ts';
import { type Charts, createCharts } from '../../functions/charts.ts';
import { type Clinics, createClinics } from '../../functions/clinics.ts';
import { type DeliveryEvent, resolveDelivery } from '../../functions/inbound/delivery.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import type { Change, ChangeFeed, Json, Table } from '../../functions/ports.ts';
import { relay } from '../../functions/relay/relay.ts';
import { step } from '../../functions/step/step.ts';
import { scan } from '../../functions/timer/timer.ts';
import { loadMachines } from '../../local/host.ts';
import { createInterpreter, type Interpreter } from '../../local/interpreter/interpreter.ts';
import { createDice } from '../../local/people/chance.ts';
import { trustingIdentity } from '../../local/people/doors.ts';
import { seededChance } from '../support/clinic.ts';
import { type Faults, NO_FAULTS, type Part } from './faults.ts';
import { type Observed, type Onlooker, observe } from './observed.ts';
import { type CrashPlan, createProcess, type Process } from './process.ts';
import { type Accepted, createProvider, type Provider } from './provider.ts';
import { createTimeline } from './timeline.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A record of the stream that fails is taken up again after this. */
const STREAM_RETRY = 30 * SECOND;
const MOST_DELAY = 10 * MINUTE;
/** An index may lag: what a scan did not see, the next one does. */
const TICK = MINUTE;
const PROCESSES = 2;
/** What a code costs to guess is not what is simulated. */
const CODE_COST = { N: 2, r: 1, p: 1 };
const shippedMachines = loadMachines();
export const LINK_BASE = 'https://attune.example/c';

/** What runs in one process of Attune. */
export type Running = {
  process: Process;
  charts: Charts;
  clinics: Clinics;
  interpreter: Interpreter;
  api: Api;
  inbound: InboundDeps;
};

export type Watching = Onlooker & {
  onAccepted(message: Accepted): void;
  /** A scan went through from end to end, and saw the index as it is. */
  onCleanScan(): void;
  onFault(kind: string): void;
  /** A line that Attune logs. */
  onLogged(line: object): void;
};

/** As a next version may have: whoever begins goes through it, whoever has begun never sees it. */
function withOneMoreState(machines: Machines): Machines {
  const changed = Object.entries(machines).map(([name, machine]) => {
    const added = `Since version ${Object.keys(machine.States).length}`;
    const state = { Type: 'Pass' as const, Next: machine.StartAt };
    return [name, { ...machine, StartAt: added, States: { ...machine.States, [added]: state } }];
  });
  return Object.fromEntries(changed) as Machines;
}
type Machines = ReturnType<typeof loadMachines>;

export type World = ReturnType<typeof createWorld>;

export function createWorld(given: {
  seed: string;
  start: string;
  faults: Faults;
  watching: Watching;
  table?: Table & { changes: ChangeFeed };
  /** Of the n-th operation from the start, where it is to crash. */
  crashes?: (operation: number) => CrashPlan | undefined;
}) {
  const { seed, watching, crashes } = given;
  /** None, until life begins. */
  const faults = { ...NO_FAULTS };
  const began = milliseconds(given.start);
  let now = began;
  const iso = (at: number) => instant(Math.round(at));
  const clock = () => iso(now);
  const dice = createDice(`${seed}/world`);
  const chance = seededChance(`${seed}/chance`);
  const timeline = createTimeline();
  const observed: Observed = observe(watching, given.table);
  const lagging = observed.lagging(
    () => now,
    () => dice.between(0, faults.indexLag),
  );
  const index: Table['queryIndex'] = (name, pk, range) =>
    faults.indexLag > 0 && pk.startsWith('DUE#')
      ? lagging(name, pk, range)
      : observed.table.queryIndex(name, pk, range);
  let machines = shippedMachines;
  let hears: (message: Accepted) => void = () => {};

  const provider: Provider = createProvider({
    dice: createDice(`${seed}/provider`),
    faults,
    now: () => now,
    iso,
    onFault: watching.onFault,
    isAway: () => isDown('provider'),
    onAccepted(message) {
      watching.onAccepted(message);
      hears(message);
    },
    tells: (at, event) => later(at, 'a provider tells of a message', (running) => tell(running, event)),
  });

  const isDown = (part: Part) =>
    faults.outages.some((one) => one.part === part && began + one.from <= now && now < began + one.to);
  const endOf = (part: Part): number =>
    Math.max(
      now,
      ...faults.outages
        .filter((one) => one.part === part && began + one.from <= now && now < began + one.to)
        .map(({ to }) => began + to),
    );

  function start(): Running {
    const process = createProcess({
      table: observed.table,
      index,
      sender: provider,
      clock,
      dice,
      faults,
      isDown,
      onFault: watching.onFault,
    });
    const { table, clock: own } = process;
    const clinics = createClinics({ table, clock: own });
    const charts = createCharts({ table, clock: own, clinics, content });
    const interpreter = createInterpreter({
      table,
      clock: own,
      chance,
      machines,
      functions: { step: async (payload) => (await step({ charts }, payload)) as Json },
    });
    const log = (level: string) => (message: unknown, fields: unknown) =>
      watching.onLogged({ level, message, ...(fields as object) });
    const logger = { info: log('info'), warn: log('warn'), error: log('error') } as never;
    const identity = trustingIdentity;
    const api = createApi({
      charts,
      clinics,
      table,
      identity,
      content,
      suggesting,
      clock: own,
      chance,
      logger,
      codeCost: CODE_COST,
    });
    return { process, charts, clinics, interpreter, api, inbound: { charts, clinics, table, content } };
  }
  const pool: Running[] = [];

  /** One that is alive, and may stop being so at any effect. */
  let operations = 0;
  function take(): Running {
    const place = Math.floor(dice.between(0, PROCESSES));
    if (!pool[place] || pool[place].process.dead) pool[place] = start();
    const running = pool[place];
    operations += 1;
    const drawn =
      faults.crash > 0 && dice.unit() < faults.crash
        ? { at: 1 + Math.floor(dice.between(0, 12)), side: dice.pick(['before', 'after'] as const) }
        : undefined;
    running.process.arm(crashes?.(operations) ?? drawn);
    return running;
  }

  function later(at: number, what: string, work: (running: Running) => Promise<void>): void {
    timeline.add({ at, what, run: () => work(take()) });
  }

  // The stream: of each chart in order, at least once; charts beside each other.
  const streams = new Map<string, { waiting: Change[]; scheduled: boolean }>();
  let position: string | undefined;

  async function pump(): Promise<void> {
    const page = await observed.changes.read(position, 1_000);
    position = page.position;
    for (const change of page.changes) {
      const { after } = change;
      if (!after?.sk.startsWith('LOG#') || !after.pk.includes('#')) continue;
      const stream = streams.get(after.pk) ?? { waiting: [], scheduled: false };
      streams.set(after.pk, stream);
      stream.waiting.push(change);
      schedule(after.pk, stream, dice.between(0, SECOND));
    }
    wakeMachines();
    wakeScan();
  }

  function schedule(pk: string, stream: { waiting: Change[]; scheduled: boolean }, wait: number): void {
    if (stream.scheduled) return;
    stream.scheduled = true;
    const late = dice.unit() < faults.delay ? dice.between(0, MOST_DELAY) : 0;
    later(
      Math.max(endOf('stream'), now + wait + late),
      'the stream brings what was committed',
      async (running) => {
        stream.scheduled = false;
        const { waiting } = stream;
        stream.waiting = [];
        const deps = {
          ...running,
          sender: running.process.sender,
          clock: running.process.clock,
          chance,
          content,
          linkBase: LINK_BASE,
          codeCost: CODE_COST,
          consoleUrl: 'https://staff.attune.example/',
        };
        const workflows = {
          start: (...args: Parameters<Interpreter['start']>) =>
            viaMachines(() => running.interpreter.start(...args)),
          succeed: (...args: Parameters<Interpreter['succeed']>) =>
            viaMachines(() => running.interpreter.succeed(...args)),
        };
        for (const [n, change] of waiting.entries()) {
          try {
            await relay({ ...deps, workflows }, change);
          } catch {
            watching.onFault('a record of the stream failed, and comes again');
            stream.waiting = [...waiting.slice(n), ...stream.waiting];
            schedule(pk, stream, STREAM_RETRY);
            return;
          }
        }
        if (dice.unit() < faults.duplicate) {
          watching.onFault('the stream brought a batch twice');
          stream.waiting = [...waiting, ...stream.waiting];
          schedule(pk, stream, dice.between(0, MINUTE));
        }
      },
    );
  }

  /** A new account's quota is a bucket: a call takes one, and one comes back each so many seconds. */
  let freeAt = 0;
  async function viaMachines<T>(call: () => Promise<T>): Promise<T> {
    if (faults.quota > 0 && freeAt > now) {
      watching.onFault('the machines’ quota is used up');
      throw new Error('ThrottlingException');
    }
    freeAt = now + faults.quota;
    if (!isDown('machines')) return call();
    watching.onFault('machines is down');
    throw new Error('Step Functions is out of reach');
  }

  let machinesAt = Number.POSITIVE_INFINITY;
  /** Where its own clock is behind, a process finds that nothing is due, and looks again. */
  let machinesRan = 0;
  function wakeMachines(): void {
    const due = observed.nextDue('executions');
    if (due === undefined) return;
    const at = Math.max(endOf('machines'), milliseconds(due), now, machinesRan + SECOND);
    if (at >= machinesAt) return;
    machinesAt = at;
    later(at, 'machines run', async ({ interpreter }) => {
      machinesAt = Number.POSITIVE_INFINITY;
      machinesRan = now;
      try {
        await interpreter.run();
      } catch {
        retryMachines();
      }
    });
  }
  function retryMachines() {
    machinesAt = now + STREAM_RETRY;
    later(machinesAt, 'machines run again', async ({ interpreter }) => {
      machinesAt = Number.POSITIVE_INFINITY;
      await interpreter.run().catch(retryMachines);
    });
  }

  let scanAt = Number.POSITIVE_INFINITY;
  /** The minute rule, of which only the minutes are played at which it would find something. */
  function wakeScan(from = now): void {
    const due = observed.nextDue('charts');
    if (due === undefined) return;
    const minute = Math.ceil(Math.max(milliseconds(due), from) / TICK) * TICK;
    if (minute >= scanAt) return;
    scanAt = minute;
    const jitter = dice.between(0, MINUTE - 1);
    later(Math.max(endOf('ticks'), minute + jitter), 'the minute rule', async (running) => {
      scanAt = Number.POSITIVE_INFINITY;
      if (dice.unit() < faults.lostTick) watching.onFault('a tick is lost');
      else await tick(running);
      wakeScan(minute + TICK);
    });
  }

  async function tick({ process, charts }: Running): Promise<void> {
    const scanning = () => scan({ table: process.table, charts, clock: process.clock });
    try {
      await scanning();
      if (faults.indexLag === 0 && faults.skew === 0) watching.onCleanScan();
      if (dice.unit() < faults.duplicate) {
        watching.onFault('a tick comes twice');
        await scanning();
      }
    } catch {
      watching.onFault('a scan failed');
    }
  }

  async function tell(running: Running, event: DeliveryEvent): Promise<void> {
    try {
      await resolveDelivery(running.inbound, event);
    } catch {
      later(now + MINUTE, 'a provider tells again', (again) => tell(again, event));
    }
  }

  return {
    dice,
    provider,
    observed,
    clock,
    iso,
    now: () => now,
    operations: () => operations,
    isDown,
    faults: () => faults,
    faulty: () => faults.crash + faults.lostReply + faults.throttle > 0,
    /** Ticks come each minute, and the scan sees what is there. */
    punctual: () =>
      faults.lostTick + faults.indexLag + faults.skew + faults.crash + faults.throttle + faults.lostReply ===
        0 && faults.outages.length === 0,
    /** From now on things go wrong. */
    begin: () => void Object.assign(faults, given.faults),
    /** From now on nothing goes wrong by itself. */
    calmDown: () => void Object.assign(faults, NO_FAULTS),
    /** What is wrong with any log, state or item. */
    async verify(): Promise<string[]> {
      const { charts, clinics } = start();
      const faults: string[] = [];
      for (const clinicId of await clinics.ids()) {
        faults.push(...[await clinics.verify(clinicId)].filter((one) => one !== undefined));
        for (const pk of observed.chartKeys()) {
          const [clinic = '', clientId = ''] = pk.split('#');
          if (clinic === clinicId)
            faults.push(...[await charts.verify(clinicId, clientId)].filter((one) => one !== undefined));
        }
      }
      return faults;
    },
    executionBodies: async () => observed.executionBodies(),
    later,
    /** Where the provider leaves what it delivers. */
    hearsWith(listener: (message: Accepted) => void) {
      hears = listener;
    },
    /** What a client sends, until Attune has taken it; now and then it comes twice. */
    brings<Taken>(
      what: 'text' | 'mail',
      take: (running: Running) => Promise<Taken>,
      onTaken: (outcome: Taken) => void,
    ): void {
      const deliver = (at: number) =>
        later(at, `a client’s ${what} comes in`, async (running) => {
          try {
            onTaken(await take(running));
          } catch {
            deliver(now + MINUTE);
          }
        });
      deliver(now + dice.between(0, dice.unit() < faults.delay ? MOST_DELAY : 5 * SECOND));
      if (dice.unit() < faults.duplicate) deliver(now + dice.between(0, MOST_DELAY));
    },
    /** From now on new code runs: every process ends, and what waits at a machine goes on under the next one's. */
    deploy(): void {
      watching.onFault('a deploy in the middle');
      for (const { process } of pool) process?.kill();
      pool.length = 0;
      machines = withOneMoreState(machines);
    },
    /** Setting up, before anything can go wrong. */
    async calm(work: (running: Running) => Promise<void>): Promise<void> {
      await work(start());
      await pump();
    },
    /** All that happens until then. */
    async runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
      await pump();
      for (let next = timeline.peek(); next && next.at <= end && !isOver(); next = timeline.peek()) {
        const first = timeline.take()!;
        now = Math.max(now, first.at);
        const other = timeline.peek();
        if (other && other.at <= now + 2 * SECOND && faults.atOnce > 0 && dice.unit() < faults.atOnce) {
          timeline.take();
          watching.onFault('two at once');
          await Promise.all([first.run(), other.run()]);
        } else await first.run();
        await pump();
      }
      now = Math.max(now, end);
    },
  };
}
