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
import { listHeld } from '../../functions/held.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import type { ChangeFeed, Json, Table } from '../../functions/ports.ts';
import { relay } from '../../functions/relay/relay.ts';
import { step } from '../../functions/step/step.ts';
import { createInterpreter, type Interpreter } from '../../local/interpreter/interpreter.ts';
import { createDice, seededChance } from '../../local/people/chance.ts';
import { trustingIdentity } from '../../local/people/doors.ts';
import { createBeats } from './beats.ts';
import { createDeliveries } from './deliveries.ts';
import { BESIDE, type Faults, NO_FAULTS, type Part, type Window } from './faults.ts';
import { createQuota, SHIPPED, withOneMoreState } from './machines.ts';
import { type Observed, type Onlooker, observe } from './observed.ts';
import { type CrashPlan, createProcess, type Process } from './process.ts';
import { type Accepted, createProvider, type Provider } from './provider.ts';
import { createStream } from './stream.ts';
import { createTimeline } from './timeline.ts';
import { createTurns } from './turns.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PROCESSES = 2;
/** However a tick failed, the next ones have made it good by then. */
const MENDED = 30 * MINUTE;
/** What a code costs to guess is not what is simulated. */
const CODE_COST = { N: 2, r: 1, p: 1 };
const LINK_BASE = 'https://attune.example/c';

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
  /** A scan went through from end to end, and so many milliseconds may hide what is due from it. */
  onCleanScan(late: number): void;
  onFault(kind: string): void;
  /** A line that Attune logs. */
  onLogged(line: object): void;
};

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
  let shown = { at: now, text: iso(now) };
  const clock = () => {
    if (shown.at !== now) shown = { at: now, text: iso(now) };
    return shown.text;
  };
  const dice = createDice(`${seed}/world`);
  const chance = seededChance(`${seed}/chance`);
  const timeline = createTimeline();
  const observed: Observed = observe(watching, given.table);
  const lagging =
    given.faults.indexLag > 0
      ? observed.lagging(
          () => now,
          () => dice.between(0, faults.indexLag),
          () => watching.onFault('the index lags'),
        )
      : undefined;
  const index: Table['queryIndex'] = (name, pk, range) =>
    lagging && pk !== 'EXECUTION' ? lagging(name, pk, range) : observed.table.queryIndex(name, pk, range);
  const turns = createTurns((from) => (faults.atOnce > 0 ? Math.floor(dice.between(0, from)) : 0));
  let machines = SHIPPED;
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
    tells: (at, event) => deliveries.tell(at, event),
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
      take: turns.take,
      dice,
      identity: trustingIdentity,
      faults,
      isDown,
      onFault: watching.onFault,
    });
    const { table, identity, clock: own } = process;
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

  /** What comes back takes it out again. */
  function later(
    at: number,
    what: string,
    work: (running: Running) => Promise<void>,
    alone?: true,
  ): () => void {
    return timeline.add({ at, what, alone, run: () => work(take()) });
  }

  const onFault = watching.onFault;
  const around = { dice, faults, now: () => now, later, onFault };
  const deliveries = createDeliveries<Running>(around);
  const viaMachines = createQuota({ faults, now: () => now, isDown: () => isDown('machines'), onFault });
  const stream = createStream<Running>({
    ...around,
    changes: observed.changes,
    back: () => endOf('stream'),
    relay: (running, change) =>
      relay(
        {
          ...running,
          sender: running.process.sender,
          clock: running.process.clock,
          chance,
          content,
          linkBase: LINK_BASE,
          codeCost: CODE_COST,
          consoleUrl: 'https://staff.attune.example/',
          workflows: {
            start: (...args) => viaMachines(() => running.interpreter.start(...args)),
            succeed: (...args) => viaMachines(() => running.interpreter.succeed(...args)),
          },
        },
        change,
      ),
  });
  const beats = createBeats<Running>({
    ...around,
    observed,
    back: endOf,
    // A clock that is off stays so when all else is calm, and another one may have set the hour.
    onCleanScan: () => watching.onCleanScan(2 * given.faults.skew + given.faults.indexLag),
  });
  async function pump(): Promise<void> {
    await turns.rest();
    await stream.pump();
    beats.wake();
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
    /** Most milliseconds by which what is due comes too late by now; `undefined` where there is no saying. */
    lateness(): number | undefined {
      const around = ({ part, from, to }: Window) =>
        (part === 'table' || part === 'ticks') && began + from <= now && now <= began + to + MENDED;
      if (faults.outages.some(around)) return undefined;
      const { lostTick, indexLag, skew, crash, throttle, lostReply } = faults;
      return lostTick + indexLag + skew + crash + throttle + lostReply > 0 ? MENDED : 2 * MINUTE;
    },
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
    /** What came in and waits for somebody to say whose it is. */
    held: async (clinicId: string) => (await listHeld(observed.table, clinicId, { limit: 1_000 })).held,
    executionBodies: async () => observed.executionBodies(),
    later,
    /** Where the provider leaves what it delivers. */
    hearsWith(listener: (message: Accepted) => void) {
      hears = listener;
    },
    /** What a client sends. */
    brings: deliveries.brings,
    /** From now on new code runs: every process ends, and what waits at a machine goes on under the next one's. */
    deploy(): void {
      watching.onFault('a deploy in the middle');
      for (const { process } of pool) process?.kill();
      pool.length = 0;
      machines = withOneMoreState(machines);
    },
    /** All that an answer can do without goes down for so long. */
    breaksDown(hours: number): void {
      watching.onFault('all but the table goes down as somebody is at risk');
      const from = now - began;
      const outages = BESIDE.map((part) => ({ part, from, to: from + hours * 60 * MINUTE }));
      faults.outages = [...faults.outages, ...outages];
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
        const atOnce = other && !first.alone && !other.alone && other.at <= now + 2 * SECOND;
        if (atOnce && faults.atOnce > 0 && dice.unit() < faults.atOnce) {
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
