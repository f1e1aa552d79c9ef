import { expect, test } from 'vitest';
import { createMemoryTable } from '../../../functions/adapters/table-memory.ts';
import type { Json } from '../../../functions/ports.ts';
import { type Death, killing } from '../../support/killing.ts';
import { askAndWait, invoke, machineOf, named, START, startAndWait, world } from './support.ts';

/** Two machines that use each kind of state, effect and wait. */
const machines = {
  care: machineOf(
    {
      Open: {
        ...invoke('open'),
        Assign: { opened: '{% $states.result.Payload %}' },
        Output: {},
        Next: 'Again?',
      },
      'Again?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $opened = "opened" %}', Next: 'Note', Assign: { notes: 1 } }],
        Default: 'Note',
      },
      Note: { Type: 'Pass', Assign: { notes: '{% $notes + 1 %}' }, Next: 'Tell' },
      Tell: { ...invoke('tell'), Next: 'Intake' },
      Intake: {
        ...startAndWait('intake', { Input: { notes: '{% $notes %}' } }),
        Output: '{% $states.result.Output %}',
        Next: 'Rest',
      },
      Rest: { Type: 'Wait', Seconds: 3600, Next: 'Remind' },
      Remind: {
        ...askAndWait('remind'),
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Close', Output: '{% $states.input %}' }],
        End: true,
      },
      Close: {
        ...invoke('close', '{% $states.input %}'),
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }],
        Catch: [
          {
            ErrorEquals: ['Busy'],
            Next: 'Closed',
            Output: '{% [$states.input, $states.errorOutput.Error, $notes] %}',
          },
        ],
        Next: 'Closed',
      },
      Closed: { Type: 'Succeed' },
    },
    {},
    'care',
  ),
  intake: machineOf(
    {
      Ask: { ...askAndWait('ask'), TimeoutSeconds: 86_400, Next: 'Score' },
      Score: { ...invoke('score', '{% $states.input %}'), Output: '{% $states.result.Payload %}', End: true },
    },
    {},
    'intake',
  ),
};

/** Lives through one execution: people answer, time passes, and after the crash another process goes on. */
async function live(crash?: Death) {
  const base = createMemoryTable();
  const open: string[] = [];
  const calls: { [name: string]: number } = {};
  const counted = (name: string, call: (payload: Json) => Json) => async (payload: Json) => {
    calls[name] = (calls[name] ?? 0) + 1;
    return call(payload);
  };
  const functions = {
    open: counted('open', () => 'opened'),
    tell: counted('tell', () => null),
    ask: counted('ask', (payload) => open.push((payload as { token: string }).token)),
    score: counted('score', (answers) => (answers as number[]).length),
    remind: counted('remind', () => null),
    close: counted('close', () => {
      throw named('Busy');
    }),
  };
  const first = killing(crash);
  const { time, create } = world(machines, functions, base);
  let process = create(first.around(base));
  let crashes = 0;
  const surely = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if (!first.hasKilled() || crashes > 0) throw error;
      crashes += 1;
      process = create(base);
      return step();
    }
  };
  await surely(() => process.start('care', 'one', { client: 'c1' }));
  for (;;) {
    await surely(() => process.run());
    for (const token of open.splice(0)) await surely(() => process.succeed(token, [1, 2, 3]));
    const due = await surely(() => process.nextDue());
    if (due === undefined) break;
    if (due > time.now) time.now = due;
  }
  return {
    outcome: await create(base).describe('care', 'one'),
    size: base.size(),
    calls,
    crashes,
    writes: first.writes(),
    at: time.now,
  };
}

const undisturbed = await live();

test('undisturbed, each effect happens once', () => {
  expect(undisturbed).toMatchObject({
    outcome: { status: 'SUCCEEDED', output: [3, 'Busy', 2] },
    calls: { open: 1, tell: 1, ask: 1, score: 1, remind: 1, close: 3 },
    at: '2026-03-02T10:01:03.000Z',
    size: 4,
  });
  expect(START < undisturbed.at).toBe(true);
});

const sweep = Array.from({ length: undisturbed.writes }, (_, index) => index + 1).flatMap((write) =>
  (['before', 'after'] as const).map((when) => ({ write, when })),
);

test.each(sweep)('killed $when write $write, another process comes to the same end', async (crash) => {
  const { outcome, size, calls, crashes, at } = await live(crash);
  expect(crashes).toBe(1);
  expect(outcome).toEqual(undisturbed.outcome);
  expect(at).toBe(undisturbed.at);
  expect(size).toBe(undisturbed.size);
  const repeated = Object.entries(calls).map(([name, count]) => count - undisturbed.calls[name]!);
  expect(repeated.every((more) => more >= 0)).toBe(true);
  expect(repeated.reduce((sum, more) => sum + more, 0)).toBeLessThanOrEqual(1);
});

test('a function that is called again after a crash gets the token that it had', async () => {
  const base = createMemoryTable();
  const tokens: Json[] = [];
  const functions = { ask: async (payload: Json) => tokens.push((payload as { token: string }).token) };
  const states = { Ask: { ...askAndWait('ask'), End: true } };
  const dying = killing({ write: 4, when: 'before' }).around(base);
  const { create } = world({ care: states }, functions, base);
  await create(dying).start('care', 'one', {});
  const process = create(dying);
  await expect(process.run()).rejects.toThrow('killed');
  await create(base).run();
  expect(tokens).toHaveLength(2);
  expect(new Set(tokens).size).toBe(1);
});
