import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const said = (seq: number): Announcement => ({
    clinicId: 'riverside',
    clientId: 'kim',
    seq,
    at: '2026-01-05T15:00:00.000Z',
    types: ['task.opened'],
  });
  type Call = { url: string; headers: Record<string, string>; entries: Record<string, unknown>[] };
  function answering(answer: (entries: unknown[]) => Response) {
    const calls: Call[] = [];
    const send = async (url: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const { Entries: entries } = JSON.parse(String(init!.body));
      calls.push({ url: String(url), headers: init!.headers as Record<string, string>, entries });
      return answer(entries);
    };
    return { calls, bus: createEventBridgeBus('attune-bus', send) };
  }
  const accept = (entries: unknown[]) =>
    Response.json({ FailedEntryCount: 0, Entries: entries.map((_, n) => ({ EventId: `e${n}` })) });

  it('is told ten at a time, signed by the role of the function', async () => {
    const { calls, bus } = answering(accept);
    expect(await bus.put(Array.from({ length: 12 }, (_, seq) => said(seq)))).toEqual([]);
    expect(calls.map(({ entries }) => entries.length)).toEqual([10, 2]);
    const [{ url, headers, entries }] = calls as [Call];
    expect(url).toBe('https://events.us-east-1.amazonaws.com/');
    expect(headers).toMatchObject({
      'x-amz-target': 'AWSEvents.PutEvents',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/events\/aws4_request, SignedHeaders=content-type;host;[\w;-]+, Signature=[0-9a-f]{64}$/,
      ),
    });
    expect(entries[0]).toEqual({
      EventBusName: 'attune-bus',
      Source: 'attune',
      DetailType: 'Chart changed',
      Time: 1767625200,
      Detail: JSON.stringify(said(0)),
    });
  });

  it('takes some and not others, and says which', async () => {
    const { bus } = answering((entries) =>
      Response.json({
        FailedEntryCount: 1,
        Entries: entries.map((_, n) => (n === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'e' })),
      }),
    );
    expect(await bus.put(Array.from({ length: 12 }, (_, seq) => said(seq)))).toEqual([1, 11]);
  });

  it('that answers with an error has taken nothing that one could count on', async () => {
    const { bus } = answering(() => new Response('no', { status: 503 }));
    await expect(bus.put([said(1)])).rejects.toThrow('the bus answered 503');
  });
});
