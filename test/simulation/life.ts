/** One life of two clinics by one seed, watched from its first commit to its last. */
import { createHash } from 'node:crypto';
import type { Chart, Message } from '../../functions/care/chart.ts';
import type { ChangeFeed, Table } from '../../functions/ports.ts';
import { drawClients, drawStaff, drawStart, setUp } from './cast.ts';
import { createClient } from './client.ts';
import { createStaff } from './clinician.ts';
import { drawEvents } from './events.ts';
import { drawFaults, type Faults } from './faults.ts';
import type { Hooks, Invariant, Kept, Said, Seen } from './invariant.ts';
import { INVARIANTS } from './invariants.ts';
import type { ClientSpec, StaffSpec, Told } from './people.ts';
import type { CrashPlan } from './process.ts';
import { createWorld } from './world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
export type Life = {
  seed: string;
  days: number;
  faults: Faults;
  /** Of each clinic, where it is not for the seed to say. */
  clients?: number;
  /** `commits`: how many there had been by then. */
  broken: { n: number; rule: string; how: string; at: string; commits: number }[];
  /** Of the thirty: how often the situation was reached that puts it to the test. */
  reached: Map<number, number>;
  struck: Map<string, number>;
  /** The same for the same seed, to the letter. */
  hash: string;
  commits: Kept[];
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
  const broken: Life['broken'] = [];
  const reached = new Map<number, number>();
  const struck = new Map<string, number>();
  const trace = createHash('sha256');
  const charts = new Map<string, Chart>();
  const commits: Kept[] = [];
  const said = new Map<string, Said[]>();
  const meant = new Map<string, Message>();
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
    start: drawStart(seed),
    faults,
    table: options.table,
    crashes: options.crashes,
    watching: {
      onCommit(commit) {
        if (commit.clientId === undefined) return each('clinicCommitted', commit);
        trace.update(commit.body);
        const before = charts.get(commit.pk);
        charts.set(commit.pk, commit.chart);
        const { pk, clinicId, clientId, entry } = commit;
        commits.push({ pk, clinicId, clientId, entry });
        for (const event of entry.events)
          if (event.type === 'response.received' || event.type === 'words.received')
            said.set(pk, [...(said.get(pk) ?? []), event]);
          else if (event.type === 'message.intended') meant.set(`${pk}/${event.message.id}`, event.message);
        each('committed', commit, before);
      },
      onLooked: (pk, body) => each('looked', pk, body),
      onLogChanged: (pk, sk) => each('logChanged', pk, sk),
      onAccepted(message) {
        trace.update(`${message.key}${message.at}${message.text}`);
        each('accepted', message);
      },
      onCleanScan: (late) => each('cleanScan', late),
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
    said,
    meant,
    clientOf: (pk) => clients.find(({ clinicId, clientId }) => pk === `${clinicId}#${clientId}`)!,
  };
  for (const { n, rule, watch } of invariants) {
    const fails = (how: string) => {
      if (broken.length < 20) broken.push({ n, rule, how, at: world.clock(), commits: commits.length });
    };
    hooks.push(watch(seen, fails, () => void reached.set(n, (reached.get(n) ?? 0) + 1)));
  }

  const staff = drawStaff(seed);
  await world.calm((running) => setUp(running, clients, staff));
  const hearing = [
    ...clients.map((spec) => createClient(world, spec, seed, told)),
    ...staff
      .filter(({ teams }) => teams.length > 0)
      .map((spec) => createStaff(world, spec, seed, told, () => [...charts.values()])),
  ];
  world.hearsWith((message) => {
    const whose = (spec: ClientSpec | StaffSpec) =>
      'clientId' in spec
        ? message.key.startsWith(`${spec.clinicId}#${spec.clientId}#`) &&
          [spec.phone, spec.email].includes(message.to)
        : spec.email === message.to;
    for (const { spec, hear } of hearing) if (whose(spec)) hear(message);
  });
  drawEvents({ world, seed, days, clients, told, commits: () => commits.length });

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
    clients: options.clients,
    broken,
    reached,
    struck,
    hash: trace.digest('hex'),
    commits,
    operations: world.operations(),
  };
}
