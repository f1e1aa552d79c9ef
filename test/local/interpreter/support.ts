import { createHash } from 'node:crypto';
import { createMemoryTable } from '../../../functions/adapters/table-memory.ts';
import type { Json, Table } from '../../../functions/ports.ts';
import { loadMachine } from '../../../local/interpreter/definition.ts';
import { createInterpreter, type Functions } from '../../../local/interpreter/interpreter.ts';

export const START = '2026-03-02T09:00:00.000Z';

type States = { [name: string]: object };

/** A machine that starts at its first state. */
export const machineOf = (States: States, rest: object = {}, name = 'care') =>
  loadMachine(
    name,
    JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], ...rest, States }),
    {},
  );

/** Why such a machine is refused. */
export function refusal(states: States, rest: object = {}): string {
  try {
    machineOf(states, rest);
    return 'nothing';
  } catch (error) {
    return (error as Error).message;
  }
}

export const invoke = (FunctionName: string, Payload: Json = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
});

export const askAndWait = (FunctionName: string) => ({
  ...invoke(FunctionName, { token: '{% $states.context.Task.Token %}' }),
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
});

export const startAndWait = (StateMachineArn: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::states:startExecution.sync:2',
  Arguments: { StateMachineArn, ...more },
});

/** One state that ends, and `Caught`, which says what it was given, where the state leads there. */
export const withCaught = (name: string, state: object): States => ({
  [name]: { ...state, End: true },
  ...(JSON.stringify(state).includes('"Caught"') && {
    Caught: { Type: 'Pass', Output: '{% $states.input %}', End: true },
  }),
});

export const named = (name: string, message = 'as the test has it') =>
  Object.assign(new Error(message), { name });

/** Chance that repeats itself from one `world` to the next. */
export function sameChance() {
  let drawn = 0;
  return (bytes: number) => {
    drawn += 1;
    return createHash('sha512').update(String(drawn)).digest().subarray(0, bytes).toString('base64url');
  };
}

/** A table, a clock that is set by hand and an interpreter of `machines`, all of which a restart keeps but the last. */
export function world(
  machines: { [name: string]: States } | { [name: string]: ReturnType<typeof machineOf> },
  functions: Functions = {},
  table: Table = createMemoryTable(),
) {
  const loaded = Object.fromEntries(
    Object.entries(machines).map(([name, machine]) => [
      name,
      'QueryLanguage' in machine
        ? (machine as ReturnType<typeof machineOf>)
        : machineOf(machine as States, {}, name),
    ]),
  );
  const chance = sameChance();
  const time = { now: START };
  const create = (using = table, with_ = loaded) =>
    createInterpreter({ table: using, clock: () => time.now, chance, functions, machines: with_ });
  return { table, time, create, interpreter: create() };
}

/** Runs one execution of one machine as far as it goes at `START`. */
export async function outcomeOf(states: States, input: Json = {}, functions: Functions = {}) {
  const { interpreter } = world({ care: states }, functions);
  await interpreter.start('care', 'one', input);
  await interpreter.run();
  return interpreter.describe('care', 'one');
}
