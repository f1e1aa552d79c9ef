import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEventBridgeBus } from '../../functions/adapters/bus-eventbridge.ts';
import { announce, announcementIn } from '../../functions/announce/announce.ts';
import type { Announcement, Change } from '../../functions/ports.ts';
import { createEventList } from '../../local/event-list.ts';

const logged = (seq: number, ...events: object[]): Change => ({
  after: {
    pk: 'riverside#kim',
    sk: `LOG#${seq}`,
    body: JSON.stringify({ seq, at: '2026-01-05T15:00:00.000Z', by: 'client', command: 'x', events }),
  },
});
const words = { type: 'words.received', words: 'I am not well', channel: 'sms' };
const task = { type: 'task.opened', task: { id: 't1', about: 'crisis' }, why: 'words' };

describe('an announcement', () => {
  it('says whose chart, where in its log and what kinds of things happened, and nothing that anybody wrote', () => {
    expect(announcementIn(logged(7, words, task, { type: 'timer.set' }))).toEqual({
      clinicId: 'riverside',
      clientId: 'kim',
      seq: 7,
      at: '2026-01-05T15:00:00.000Z',
      types: ['words.received', 'task.opened'],
    });
  });

  it('is not made of timers, tokens and the sending of messages, nor of what is no commit to a chart', () => {
    const clinic = { after: { pk: 'riverside', sk: 'LOG#1', body: '{}' } };
    const chart = { after: { pk: 'riverside#kim', sk: 'CHART', body: '{}' } };
    const rewritten = { ...logged(7, words), before: { pk: 'riverside#kim', sk: 'LOG#7' } };
    const own = logged(8, { type: 'message.claimed' }, { type: 'timer.fired' }, { type: 'waiter.set' });
    expect([clinic, chart, rewritten, own].map(announcementIn)).toEqual(Array(4).fill(undefined));
  });

  it('comes again where the bus did not take it, and no other with it', async () => {
    const taken: number[] = [];
    const bus = {
      async put(all: readonly Announcement[]) {
        taken.push(...all.map(({ seq }) => seq));
        return [1];
      },
    };
    const changes = [logged(1, words), logged(2, { type: 'timer.set' }), logged(3, task), logged(4, words)];
    expect(await announce(bus, changes)).toEqual([2]);
    expect(taken).toEqual([1, 3, 4]);
  });

  it('stands in the list of one machine, the last thousand of them', async () => {
    const list = createEventList();
    await announce(
      list,
      Array.from({ length: 1002 }, (_, seq) => logged(seq, words)),
    );
    expect([list.read().length, list.read()[0]!.seq, list.read().at(-1)!.seq]).toEqual([1000, 2, 1001]);
  });
});

describe('the bus on AWS', () => {
  const events = mockClient(EventBridgeClient);
  const bus = createEventBridgeBus(new EventBridgeClient({ region: 'us-east-1' }), 'attune-bus');
  beforeEach(() => events.reset());

  const said = (seq: number): Announcement => ({
    clinicId: 'riverside',
    clientId: 'kim',
    seq,
    at: '2026-01-05T15:00:00.000Z',
    types: ['task.opened'],
  });
  const twelve = Array.from({ length: 12 }, (_, seq) => said(seq));
  const answers = (answer: (at: number) => PutEventsResultEntry) =>
    events.on(PutEventsCommand).callsFake(({ Entries }: { Entries: unknown[] }) => ({
      Entries: Entries.map((_, at) => answer(at)),
    }));

  it('is told ten at a time', async () => {
    answers((at) => ({ EventId: `e${at}` }));
    expect(await bus.put(twelve)).toEqual([]);
    const sent = events.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries!);
    expect(sent.map(({ length }) => length)).toEqual([10, 2]);
    expect(sent[0]![0]).toEqual({
      EventBusName: 'attune-bus',
      Source: 'attune',
      DetailType: 'Chart changed',
      Time: new Date('2026-01-05T15:00:00.000Z'),
      Detail: JSON.stringify(said(0)),
    });
  });

  it('takes some and not others, and says which', async () => {
    answers((at) => (at === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'e' }));
    expect(await bus.put(twelve)).toEqual([1, 11]);
  });

  it('out of reach is an error, so that the batch comes again', async () => {
    events.on(PutEventsCommand).rejects(new Error('no answer'));
    await expect(bus.put([said(1)])).rejects.toThrow('no answer');
  });
});
