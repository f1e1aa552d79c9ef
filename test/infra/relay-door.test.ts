import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../functions/care/chart.ts';
import type { Event } from '../../functions/care/events.ts';
import { cameThrough } from '../../functions/edge/edge.ts';
import { inOrder } from '../../functions/relay/batch.ts';
import { countsOf } from '../../functions/relay/counts.ts';
import { MachinesAway } from '../../functions/relay/relay.ts';

const record = (pk: string, SequenceNumber: string): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber, Keys: { pk: { S: pk }, sk: { S: `LOG#${SequenceNumber}` } } },
});

describe('a batch of the stream', () => {
  const batch = [record('a#kim', '1'), record('a#lee', '2'), record('a#kim', '3'), record('a#lee', '4')];

  async function relayed(fails: string[], why: new (message: string) => Error = Error) {
    const done: string[] = [];
    const told: string[] = [];
    const answer = await inOrder(
      batch,
      async ({ dynamodb }) => {
        const at = dynamodb!.SequenceNumber!;
        if (fails.includes(at)) throw new why(`no ${at}`);
        done.push(at);
      },
      (error) => told.push((error as Error).message),
    );
    return {
      done: done.sort(),
      told,
      failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    };
  }

  it('is relayed whole', async () => {
    expect(await relayed([])).toEqual({ done: ['1', '2', '3', '4'], told: [], failed: [] });
  });

  it('goes on with every other chart where one fails, and leaves what came after in that one for later', async () => {
    expect(await relayed(['1'])).toEqual({ done: ['2', '4'], told: ['no 1'], failed: ['1'] });
  });

  it('goes on within a chart as well where only the machines were away: an urgent notice waits for no machine', async () => {
    expect(await relayed(['1'], MachinesAway)).toEqual({
      done: ['2', '3', '4'],
      told: ['no 1'],
      failed: ['1'],
    });
  });

  it('names the first failure of each chart', async () => {
    expect((await relayed(['3', '2'])).failed.sort()).toEqual(['2', '3']);
    expect((await relayed(['1', '3'], MachinesAway)).failed).toEqual(['1']);
  });
});

describe('what the alarms count', () => {
  const tasks = async () =>
    ({ t1: { priority: 'urgent' }, t2: { priority: 'routine' } }) as unknown as Record<string, Task>;
  const climbed = (taskId: string): Event => ({
    type: 'task.escalated',
    taskId,
    rung: 1,
    owner: { team: 'care' },
    why: 'nobody has acknowledged it',
  });

  it('is an urgent task that nobody has acknowledged in its time, and no other task', async () => {
    expect(await countsOf({ events: [climbed('t1'), climbed('t2')] }, tasks)).toEqual(['UrgentTaskOverdue']);
  });

  it('is a message of which nobody knows, and one that is refused, for now or for good', async () => {
    const events: Event[] = [
      { type: 'message.unknown', messageId: 'm1', why: '' },
      { type: 'message.failed', messageId: 'm2', why: '', again: true },
      { type: 'message.failed', messageId: 'm3', why: '', again: false },
    ];
    const unasked = () => Promise.reject(new Error('no task has climbed'));
    expect(await countsOf({ events }, unasked)).toEqual([
      'MessageUnknown',
      'MessageRefused',
      'MessageFailed',
    ]);
  });
});

describe('a request without a sign-in', () => {
  const mark = '51af3dc0-da77-11e4-872e-1234567db123';

  it('is let in by the mark of our hosts', () => {
    expect(cameThrough(mark, { headers: { 'x-attune-edge': mark } })).toEqual({ isAuthorized: true });
  });

  it.each([[undefined], [{}], [{ 'x-attune-edge': '' }], [{ 'x-attune-edge': mark.slice(1) }]])(
    'is not let in with %o',
    (headers) => {
      expect(cameThrough(mark, { headers: headers as Record<string, string> })).toEqual({
        isAuthorized: false,
      });
    },
  );
});
