/**
 * Runs state machines on one machine as Step Functions Standard would: durably, each effect at least once.
 * Due times are data in the table's `due` index, never timers of the runtime: whoever calls `run` makes time pass.
 *
 * Known differences from AWS: an execution's data is one item, so input, variables and output together stay under
 * 390,000 bytes (its first state counts the input twice); a number that JSON cannot hold is an error, not the text "Infinity"; a child goes on when its parent
 * is timed out; history events are counted, not kept.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Instant } from '../../functions/care/time.ts';
import type { Chance, Clock, Json, Table, Workflows } from '../../functions/ports.ts';
import { createCarrier } from './carry.ts';
import type { Definition } from './definition.ts';
import {
  checkSize,
  type ExecutionId,
  executionKey,
  isValidName,
  type Outcome,
  StatesError,
  type Status,
  tokenHash,
  tokenKey,
} from './execution.ts';
import { isExpression } from './expressions.ts';
import { createStore, Overtaken } from './store.ts';

/** What `lambda:invoke` calls, by name. What one throws is the task's error, named by the error's `name`. */
export type Functions = { [functionName: string]: (payload: Json) => Promise<Json> };

export type Description = { status: Status; output?: Json; error?: string; cause?: string; state?: string };

export interface Interpreter extends Workflows {
  /** Throws where there is no such machine, or the name is not one that Step Functions takes. */
  start(machine: string, name: string, input: Json): Promise<void>;
  /** `gone` as well where the state has timed out, though `run` has not seen it yet. */
  succeed(token: string, output: Json): Promise<'accepted' | 'gone'>;
  fail(token: string, error: string, cause?: string): Promise<'accepted' | 'gone'>;
  /**
   * Runs all that can run at `clock()` until nothing can, and returns the state transitions made. What goes wrong with
   * one execution (a table out of reach) is thrown at the end, after the others have had their turn.
   */
  run(): Promise<number>;
  /** The earliest time at which something wants to run; what is ready counts as now. */
  nextDue(): Promise<Instant | undefined>;
  /** `state`: where it is, or where it ended. */
  describe(machine: string, name: string): Promise<Description | undefined>;
  /** State transitions made here since creation. */
  transitions(): number;
}

type Dependencies = {
  table: Table;
  clock: Clock;
  chance: Chance;
  functions: Functions;
  machines: Record<string, Definition>;
  /** What a definition calls a function or machine → its key in `functions` or `machines`, where the two differ. */
  substitutions?: Record<string, string>;
};

const AT_ONCE = 16;

export function createInterpreter(dependencies: Dependencies): Interpreter {
  const { table, clock, chance, functions, machines, substitutions = {} } = dependencies;
  const keyOf = (name: string) => substitutions[name] ?? name;
  checkNames(machines, (field, name) =>
    Object.hasOwn(field === 'FunctionName' ? functions : machines, keyOf(name)),
  );

  const store = createStore(table, clock);
  const busy = new Map<string, Promise<boolean>>();
  const insideFunction = new AsyncLocalStorage<true>();
  let transitions = 0;

  const { newExecution, carry } = createCarrier({
    store,
    clock,
    chance,
    machineNamed: (name) => {
      const machine = keyOf(name);
      return Object.hasOwn(machines, machine) ? { machine, definition: machines[machine]! } : undefined;
    },
    async call(functionName, payload): Promise<Outcome> {
      const key = keyOf(functionName);
      if (!Object.hasOwn(functions, key)) {
        return {
          failure: {
            error: 'Lambda.ResourceNotFoundException',
            cause: `Function not found: ${functionName}`,
          },
        };
      }
      try {
        const output = await insideFunction.run(true, () => functions[key]!(payload));
        return { output: JSON.parse(JSON.stringify(output ?? null)) as Json };
      } catch (thrown) {
        const { name: errorType, message: errorMessage } =
          thrown instanceof Error ? thrown : new Error(String(thrown));
        return {
          failure: { error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace: [] }) },
        };
      }
    },
  });

  /** Advances an execution as far as it goes now; `false` where it was not due after all. */
  async function advance(id: ExecutionId, count: (made: number) => void): Promise<boolean> {
    for (;;) {
      const held = await store.load(id);
      if (held?.x.status !== 'RUNNING' || held.dueSk! > clock()) return false;
      try {
        await carry(held, count);
        return true;
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  /** One at a time for each execution; a function that calls `run` must not wait for its own. */
  async function advanceAlone(id: ExecutionId, count: (made: number) => void): Promise<boolean> {
    const key = executionKey(id).pk;
    const other = busy.get(key);
    if (other) return insideFunction.getStore() ? false : other;
    const work = advance(id, count);
    busy.set(key, work);
    try {
      return await work;
    } finally {
      busy.delete(key);
    }
  }

  async function handBack(token: string, outcome: Outcome): Promise<'accepted' | 'gone'> {
    const hash = tokenHash(token);
    for (;;) {
      const id = await store.executionOf(hash);
      const held = id && (await store.load(id));
      const waiting = held?.x.waiting;
      if (!held || waiting?.for !== 'token' || waiting.token !== hash || waiting.outcome) return 'gone';
      const now = clock();
      if (waiting.until <= now || held.x.deadline <= now) return 'gone';
      held.x.waiting = { ...waiting, call: undefined, outcome };
      held.along.push({ delete: tokenKey(hash) });
      try {
        await store.save(held);
        return 'accepted';
      } catch (error) {
        if (error instanceof StatesError) return handBack(token, { failure: error });
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  return {
    async start(machine, name, input) {
      if (!Object.hasOwn(machines, machine)) throw new Error(`There is no state machine ${machine}`);
      if (!isValidName(name)) throw new Error(`'${name}' is not a name for an execution`);
      checkSize(input, 'The input of the execution');
      await store.create(await newExecution({ machine, name }, machines[machine]!, input));
    },

    async succeed(token, output) {
      checkSize(output, 'The output handed back');
      return handBack(token, { output });
    },

    fail: (token, error, cause) => handBack(token, { failure: { error, cause } }),

    async run() {
      const failed = new Map<string, unknown>();
      let made = 0;
      const count = (transitionsMade: number) => {
        made += transitionsMade;
        transitions += transitionsMade;
      };
      for (let moved = true; moved; ) {
        moved = false;
        for await (const ids of store.due()) {
          await eachOf(ids, async (id) => {
            const key = executionKey(id).pk;
            if (failed.has(key)) return;
            try {
              if (await advanceAlone(id, count)) moved = true;
            } catch (error) {
              failed.set(key, error);
            }
          });
        }
      }
      const errors = [...failed.values()];
      if (errors.length === 1) throw errors[0];
      if (errors.length > 1)
        throw new AggregateError(errors, `${errors.length} executions could not be advanced`);
      return made;
    },

    async nextDue() {
      const due = await store.earliestDue();
      const now = clock();
      return due !== undefined && due < now ? now : due;
    },

    async describe(machine, name) {
      const held = await store.load({ machine, name });
      if (!held) return undefined;
      const { status, output, error, cause, state } = held.x;
      return { status, output, error, cause, state };
    },

    transitions: () => transitions,
  };
}

async function eachOf<T>(things: T[], visit: (thing: T) => Promise<void>): Promise<void> {
  const rest = things.values();
  const worker = async () => {
    for (const thing of rest) await visit(thing);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, things.length) }, worker));
}

/** A name that nothing answers to would only show when a client's care gets there. */
function checkNames(
  machines: Record<string, Definition>,
  exists: (field: string, name: string) => boolean,
): void {
  const missing = Object.entries(machines).flatMap(([machine, { States }]) =>
    Object.entries(States).flatMap(([state, definition]) =>
      Object.entries(definition.Type === 'Task' ? definition.Arguments : {})
        .filter(([field]) => field === 'FunctionName' || field === 'StateMachineArn')
        .filter(([field, name]) => !isExpression(String(name)) && !exists(field, String(name)))
        .map(([field, name]) => `${machine}, "${state}": ${field} is '${name}', which was not given`),
    ),
  );
  if (missing.length > 0) throw new Error(`State machines name what is not there:\n${missing.join('\n')}`);
}
