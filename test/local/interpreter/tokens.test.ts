import { beforeEach, expect, test } from 'vitest';
import type { Json } from '../../../functions/ports.ts';
import { askAndWait, machineOf, named, outcomeOf, world } from './support.ts';

let tokens: string[];
beforeEach(() => {
  tokens = [];
});
const ask = async (payload: Json) => {
  tokens.push((payload as { token: string }).token);
  return 'the result of the function is of no interest';
};
const states = {
  'Ask the client': {
    ...askAndWait('ask'),
    TimeoutSeconds: 3600,
    Catch: [{ ErrorEquals: ['Declined'], Next: 'Declined' }],
    Next: 'Done',
  },
  Done: { Type: 'Pass', Output: '{% ["done", $states.input] %}', End: true },
  Declined: { Type: 'Pass', Output: '{% ["declined", $states.input.Cause] %}', End: true },
};

async function asked(functions = { ask }) {
  const all = world({ care: states }, functions);
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  return all;
}

test('the state waits for its token, and its result is what is handed back (connect-wait-token)', async () => {
  const { interpreter } = await asked();
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    status: 'RUNNING',
    state: 'Ask the client',
  });
  expect(await interpreter.succeed(tokens[0]!, { answers: 9 })).toBe('accepted');
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: ['done', { answers: 9 }] });
  expect(tokens).toHaveLength(1);
});

test('a failure is caught by the name that is handed back (API_SendTaskFailure)', async () => {
  const { interpreter } = await asked();
  expect(await interpreter.fail(tokens[0]!, 'Declined', 'not now')).toBe('accepted');
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: ['declined', 'not now'] });
});

test('a token is gone once it is handed back, before and after the execution moves on', async () => {
  const { interpreter } = await asked();
  await interpreter.succeed(tokens[0]!, 'first');
  expect(await interpreter.succeed(tokens[0]!, 'second')).toBe('gone');
  expect(await interpreter.fail(tokens[0]!, 'Declined')).toBe('gone');
  await interpreter.run();
  expect(await interpreter.succeed(tokens[0]!, 'third')).toBe('gone');
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: ['done', 'first'] });
});

test('of two who hand a token back at once, one is accepted', async () => {
  const { interpreter, create } = await asked();
  const both = await Promise.all([interpreter.succeed(tokens[0]!, 1), create().succeed(tokens[0]!, 2)]);
  expect(both.sort()).toEqual(['accepted', 'gone']);
});

test('nor is the other where it looked the token up just before', async () => {
  const { interpreter, create, table } = await asked();
  const slow = create({
    ...table,
    get: async (key) => {
      const item = await table.get(key);
      if (key.pk.startsWith('TOKEN#')) await interpreter.succeed(tokens[0]!, 'first');
      return item;
    },
  });
  expect(await slow.succeed(tokens[0]!, 'second')).toBe('gone');
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: ['done', 'first'] });
});

test('an unknown token is gone', async () => {
  const { interpreter } = await asked();
  expect(await interpreter.succeed('bm9ib2R5J3MgdG9rZW4', 1)).toBe('gone');
});

test('a token that comes after the timeout is gone, though nothing has run since', async () => {
  const { interpreter, time } = await asked();
  time.now = '2026-03-02T10:00:00.000Z';
  expect(await interpreter.succeed(tokens[0]!, 'late')).toBe('gone');
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
  });
});

test('a token that comes after the end of the execution is gone, though nothing has run since', async () => {
  const all = world({ care: machineOf(states, { TimeoutSeconds: 60 }) }, { ask });
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  all.time.now = '2026-03-02T09:01:00.000Z';
  expect(await all.interpreter.succeed(tokens[0]!, 'late')).toBe('gone');
});

test('a token handed back before its function returns is honoured', async () => {
  let interpreter: Awaited<ReturnType<typeof asked>>['interpreter'] | undefined;
  const all = world(
    { care: states },
    {
      ask: async (payload) => {
        expect(await interpreter!.succeed((payload as { token: string }).token, 'at once')).toBe('accepted');
        await interpreter!.run();
        return null;
      },
    },
  );
  interpreter = all.interpreter;
  await interpreter.start('care', 'one', {});
  await interpreter.run();
  expect(await interpreter.describe('care', 'one')).toMatchObject({ output: ['done', 'at once'] });
});

test('a token handed back before its function fails is honoured all the same', async () => {
  const all = world(
    { care: states },
    {
      ask: async (payload) => {
        await all.interpreter.succeed((payload as { token: string }).token, 'at once');
        throw named('Crashed');
      },
    },
  );
  await all.interpreter.start('care', 'one', {});
  await all.interpreter.run();
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({ output: ['done', 'at once'] });
});

test('a function that fails fails the state, and its token is gone', async () => {
  const all = await asked({
    ask: async (payload) => {
      await ask(payload);
      throw named('Declined', 'no such client');
    },
  });
  expect(await all.interpreter.describe('care', 'one')).toMatchObject({
    output: ['declined', expect.stringContaining('no such client')],
  });
  expect(await all.interpreter.succeed(tokens[0]!, 1)).toBe('gone');
});

test('the table holds the hash of a token, and the token itself only until its function has it', async () => {
  const { table } = await asked();
  const feed = (table as unknown as { changes: import('../../../functions/ports.ts').ChangeFeed }).changes;
  const { changes } = await feed.read(undefined, 1000);
  const last = changes.filter(({ after }) => after?.pk === 'EXECUTION#care#one').at(-1)!;
  expect(JSON.stringify(last.after)).not.toContain(tokens[0]);
  expect(changes.some(({ after }) => after?.pk.includes(tokens[0]!))).toBe(false);
});

test('what is handed back is at most 262,144 bytes (API_SendTaskSuccess)', async () => {
  const { interpreter } = await asked();
  await expect(interpreter.succeed(tokens[0]!, 'x'.repeat(262_143))).rejects.toThrow('larger than 262144');
});

test('a token is not an argument of its own state alone: Payload may be any expression of it', async () => {
  const state = askAndWait('ask');
  state.Arguments.Payload = '{% { "token": $states.context.Task.Token } %}' as never;
  expect(await outcomeOf({ Ask: { ...state, End: true } }, {}, { ask })).toMatchObject({ status: 'RUNNING' });
  expect(tokens[0]).toMatch(/^[\w-]{32}$/);
});
