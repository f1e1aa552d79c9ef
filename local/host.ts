import { shippedText } from '../functions/adapters/shipped.ts';
import { announce } from '../functions/announce/announce.ts';
import type { Content } from '../functions/care/content.ts';
import type { Instant } from '../functions/care/time.ts';
import { type Charts, createCharts, DUE_SHARDS } from '../functions/charts.ts';
import { type Clinics, createClinics } from '../functions/clinics.ts';
import type { CodeCost } from '../functions/links.ts';
import {
  type Bus,
  type Chance,
  type Change,
  type ChangeFeed,
  type Clock,
  type Json,
  MACHINES,
  type Sender,
  type Table,
} from '../functions/ports.ts';
import { MachinesAway, relay } from '../functions/relay/relay.ts';
import { letRunOut } from '../functions/retention.ts';
import { step } from '../functions/step/step.ts';
import { scan } from '../functions/timer/timer.ts';
import { type Definition, loadMachine } from './interpreter/definition.ts';
import { createInterpreter, type Interpreter } from './interpreter/interpreter.ts';

/** What CDK puts in place of these names: on one machine, the handler and machine by their own. */
const SUBSTITUTIONS = {
  StepFunction: 'step',
  IntakeMachine: 'intake',
  AssessmentMachine: 'assessment',
  GoalSettingMachine: 'goal-setting',
  ReassessmentMachine: 'reassessment',
};

export const loadMachines = (): Record<string, Definition> =>
  Object.fromEntries(
    MACHINES.map((name) => [name, loadMachine(name, shippedText(`machines/${name}.asl`), SUBSTITUTIONS)]),
  );

export type HostDeps = {
  table: Table;
  changes: ChangeFeed;
  clock: Clock;
  chance: Chance;
  sender: Sender;
  bus?: Bus;
  content: Content;
  linkBase: string;
  codeCost?: CodeCost;
};

export type Host = {
  charts: Charts;
  clinics: Clinics;
  interpreter: Interpreter;
  /** The minute tick: what is due is fired. */
  tick(): Promise<void>;
  /**
   * Relays what was committed and runs what can run, until nothing is left to do at this moment. What still can't be
   * relayed is thrown at the end, after everything else has had its turn, and tried again with the next call.
   */
  settle(): Promise<void>;
  /** The next moment at which anything happens by itself. */
  nextDue(): Promise<Instant | undefined>;
};

/** Where the relay has got to in the table's stream; kept in the table, so that a killed process goes on from there. */
export const POSITION = { pk: 'HOST', sk: 'RELAY' };
const BATCH = 200;

/** Attune on one machine: the handlers, machines and table of production, driven by one loop. */
export function createHost(deps: HostDeps): Host {
  const { table, changes, clock, chance, content, bus } = deps;
  const clinics = createClinics({ table, clock });
  const charts = createCharts({ table, clock, clinics, content });
  const interpreter = createInterpreter({
    table,
    clock,
    chance,
    machines: loadMachines(),
    functions: { step: async (payload) => (await step({ charts }, payload)) as Json },
  });
  const consoleUrl = new URL('/console/', deps.linkBase).href;
  const relayDeps = { ...deps, charts, clinics, consoleUrl, workflows: interpreter };
  let position: string | undefined;
  let saved: string | undefined;
  let known = false;
  /** Until these go through, the saved position stays before them: a restart finds them again. */
  let failed: Change[] = [];
  let errors: unknown[] = [];

  async function relayBatch(): Promise<number> {
    if (!known) {
      position = (await table.get(POSITION))?.body as string | undefined;
      saved = position;
      known = true;
    }
    const batch = await changes.read(position, BATCH);
    const logged = [...failed, ...batch.changes].filter(({ after }) => after?.sk.startsWith('LOG#'));
    const byChart = Object.values(Object.groupBy(logged, ({ after }) => after!.pk));
    failed = [];
    errors = [];
    // In the order of each chart, charts side by side.
    await Promise.all(byChart.map((group = []) => relayInOrder(group)));
    if (bus) await announce(bus, batch.changes);
    if (failed.length === 0 && logged.length > 0 && batch.position !== saved) {
      await table.write([{ put: { ...POSITION, body: batch.position } }]);
      saved = batch.position;
    }
    position = batch.position;
    return batch.changes.length;
  }

  async function relayInOrder(changes: Change[]): Promise<void> {
    for (const [n, change] of changes.entries()) {
      try {
        await relay(relayDeps, change);
      } catch (error) {
        errors.push(error);
        if (error instanceof MachinesAway) {
          failed.push(change);
          continue;
        }
        failed.push(...changes.slice(n));
        return;
      }
    }
  }

  return {
    charts,
    clinics,
    interpreter,
    tick: async () => {
      await scan({ table, charts, clock });
      await letRunOut({ table, charts, clinics, clock });
    },
    async settle() {
      for (;;) {
        const relayed = await relayBatch();
        const transitions = await interpreter.run();
        if (relayed === 0 && transitions === 0) break;
      }
      if (errors.length > 0)
        throw new AggregateError(
          errors,
          `${errors.length} charts could not be relayed: ${nameOf(errors[0])}`,
        );
    },
    async nextDue() {
      const firsts = await Promise.all(
        Array.from({ length: DUE_SHARDS }, (_, shard) =>
          table.queryIndex('due', `DUE#${shard}`, { limit: 1 }),
        ),
      );
      const times = firsts.flatMap((page) => page.items.map((item) => String(item.dueSk)));
      const execution = await interpreter.nextDue();
      return [...times, ...(execution ? [execution] : [])].sort()[0];
    },
  };
}

/** All that a terminal or a log may show of an error: its message may quote what somebody wrote. */
export const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
};

/** Moves a stepped clock on to `until`, stopping at every minute at which something happens. */
export async function advance(
  host: Host,
  clock: Clock & { to(at: Instant): void },
  until: Instant,
): Promise<void> {
  await host.settle();
  for (;;) {
    const next = await host.nextDue();
    if (!next || next > until) break;
    clock.to(next);
    await host.tick();
    await host.settle();
  }
  clock.to(until);
}
