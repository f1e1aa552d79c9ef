import { beforeAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { comingUp } from '../../functions/care/coming-up.ts';
import type { Event, LogEntry } from '../../functions/care/events.ts';
import type { Line } from '../../functions/care/timeline/line.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { type Clinics, frequencies, MARIA, openClinics } from '../support/clinic.ts';

const AT = '2026-03-02T15:00:00.000Z';
let clinics: Clinics;
let names: Parameters<typeof narrator>[0];
beforeAll(async () => {
  clinics = await openClinics();
  names = { clinic: await clinics.clinics.settings('north'), instruments: content.instruments };
});

/** The sentences of a log with these events, one entry each. */
function told(events: Event[], by = 'cleo'): Omit<Line, 'at'>[] {
  const narrate = narrator(names);
  return events.flatMap((event, at) => {
    const entry: LogEntry = { seq: at + 1, prev: '', at: AT, by, command: 'test', events: [event] };
    return narrate(entry).map(({ at: _, ...line }) => line);
  });
}

const message = {
  id: 'm',
  template: 'request.intake',
  to: 'client',
  state: 'PENDING',
  intendedAt: AT,
  requestId: 'r',
  attempts: 0,
  why: 'care begins',
} as const;
const request = {
  id: 'r',
  key: 'k',
  ask: 'intake',
  forms: [],
  cycle: 1,
  openedAt: AT,
  expiresLocal: '2026-03-12T10:00',
} as const;
const asked: Event[] = [
  { type: 'request.opened', request: { ...request, forms: [] }, why: 'care begins' },
  { type: 'message.intended', message },
  { type: 'message.claimed', messageId: 'm', channel: 'sms' },
];
const after = (event: Event) => told([...asked, event]).slice(1);

describe('what was sent, and what was not', () => {
  it('says what went, by which way, and why', () => {
    expect(after({ type: 'message.handed-off', messageId: 'm', providerId: 'p' })).toEqual([
      { kind: 'message', what: 'The link to the intake form was sent by text message', why: 'care begins' },
    ]);
  });

  it('says that the first question went, where the client answers by text', () => {
    const question = { instrument: 'attune-intake', linkId: 'name', tries: 0 } as const;
    const claimed: Event = { type: 'message.claimed', messageId: 'm', channel: 'sms', question };
    const handedOff: Event = { type: 'message.handed-off', messageId: 'm', providerId: 'p' };
    expect(told([...asked, claimed, handedOff]).at(-1)).toMatchObject({
      what: 'The first question of the intake form was sent by text message',
    });
  });

  it('says what was not sent, with its reason', () => {
    const why = 'no channel has both a consent and an address';
    expect(after({ type: 'message.suppressed', messageId: 'm', why })).toEqual([
      { kind: 'message', what: 'The link to the intake form was not sent', why },
    ]);
    expect(after({ type: 'message.failed', messageId: 'm', why: 'landline', again: false })).toMatchObject([
      { what: 'The link to the intake form could not be sent by text message, and will not be tried again' },
    ]);
    expect(after({ type: 'message.unknown', messageId: 'm', why: 'the sender stopped' })).toMatchObject([
      { what: 'Nobody knows whether the link to the intake form was sent' },
    ]);
    expect(after({ type: 'reminder.skipped', requestId: 'r', n: 2, why: 'Attune was away' })).toMatchObject([
      { what: 'Reminder 2 of the intake form was not sent', why: 'Attune was away' },
    ]);
  });

  it('tells hours by the client’s own clock', () => {
    const created: Event = { type: 'client.created', client: { ...MARIA, zone: 'America/Los_Angeles' } };
    const held: Event = {
      type: 'message.held',
      messageId: 'm',
      until: '2026-03-03T16:00:00.000Z',
      why: 'quiet hours',
    };
    expect(told([created, ...asked, held]).at(-1)).toEqual({
      kind: 'message',
      what: 'The link to the intake form waits, until 3 March 2026, 08:00 at least',
      why: 'quiet hours',
    });
  });
});

describe('an answer', () => {
  const score = (total: number, band: string) => ({
    type: 'response.received' as const,
    responseId: 'x',
    requestId: 'r',
    instrument: 'phq-9',
    instrumentVersion: '1',
    answers: {},
    digest: '',
    complete: true,
    late: false,
    score: { measure: 'phq-9', total, band, missing: [], positiveRiskItems: [] } as never,
    facts: {},
  });

  it('is told with its band, and with its change since the episode began', () => {
    const lines = told([score(15, 'moderately severe'), score(8, 'mild'), score(15, 'moderately severe')]);
    expect(lines.map(({ what }) => what)).toEqual([
      'The client answered PHQ-9: 15 (moderately severe)',
      'The client answered PHQ-9: 8 (mild), 7 less than at baseline, reliably improved',
      'The client answered PHQ-9: 15 (moderately severe), as at baseline, no reliable change',
    ]);
  });

  it('of a new episode has a baseline of its own', () => {
    const again: Event = {
      type: 'episode.started',
      episodeId: 'e',
      pathway: { id: 'p', version: 1 },
      level: 'l',
    };
    expect(told([score(15, 'moderately severe'), again, score(8, 'mild')]).at(-1)?.what).toBe(
      'The client answered PHQ-9: 8 (mild)',
    );
  });

  it('that is half a form or late says so', () => {
    const half = { ...score(0, ''), complete: false, score: undefined };
    expect(told([half])).toEqual([{ kind: 'answer', what: 'The client began PHQ-9' }]);
    expect(told([{ ...score(8, 'mild'), late: true }])).toMatchObject([
      {
        what: 'A late answer to PHQ-9 came: 8 (mild)',
        why: 'it is kept and watched for risk, and counts in no measure',
      },
    ]);
  });
});

describe('a whole story', () => {
  it('tells of risk, task, people, goals and plan in the order in which they came', async () => {
    const { token: _, requestId } = await clinics.linkFor('c-1', 'reassessment');
    const answers = frequencies(1, 1, 1, 1, 1, 1, 1, 1, 1);
    const responses = [{ instrument: 'phq-9', answers, complete: true }];
    await clinics.run('c-1', { do: 'answer', requestId, responses }, 'north', 'client');
    const { tasks, episode } = await clinics.charts.get('north', 'c-1');
    const [taskId] = Object.keys(tasks);
    await clinics.run('c-1', { do: 'claim-task', taskId: taskId! }, 'north', 'dan');
    await clinics.run(
      'c-1',
      { do: 'complete-task', taskId: taskId!, outcome: 'admitted', reason: 'seen in person' },
      'north',
      'dan',
    );
    const round = { episodeId: episode!.id, cycle: 1, round: 1, token: 't' };
    const { tasks: shaping } = await clinics.run(
      'c-1',
      { do: 'ask-clinician', kind: 'shape-goals', ...round },
      'north',
      'attune-step',
    );
    const detail = { goals: [{ words: 'See my friends again' }] };
    await clinics.run('c-1', {
      do: 'complete-task',
      taskId: Object.keys(shaping)[0]!,
      outcome: 'propose',
      reason: '',
      detail,
    });
    await clinics.run('c-1', { do: 'discharge', why: 'moved away' });

    const narrate = narrator(names);
    const lines: Line[] = [];
    for await (const { entry } of clinics.charts.log('north', 'c-1')) lines.push(...narrate(entry));
    expect(lines.map(({ kind, what, why }) => [kind, what, why].filter(Boolean).join(' | '))).toEqual([
      'care | Cleo Example added the client',
      'care | An episode began on version 1 of adult-depression-anxiety, level weekly-outpatient with Cleo Example',
      'care | Cycle 1 began with the intake | the client was enrolled',
      'answer | The client was asked for the reassessment | the reassessment is due',
      'answer | The client answered PHQ-9: 9 (mild)',
      'alert | The task “Urgent: a risk answer needs a person now” was opened for Cleo Example | PHQ-9: the risk item (9) was answered positively (1)',
      'task | Dan Example took the task “Urgent: a risk answer needs a person now”',
      'task | Dan Example acknowledged the task “Urgent: a risk answer needs a person now”',
      'task | Dan Example ended the task “Urgent: a risk answer needs a person now” with “admitted” | “seen in person”',
      'task | The task “Shape the goals with the client” was opened for Cleo Example',
      'task | Cleo Example ended the task “Shape the goals with the client” with “propose”',
      'goal | Cleo Example proposed the goals: “See my friends again”',
      'answer | The request for the reassessment was withdrawn | care has ended',
      'care | The episode ended | discharged: moved away',
    ]);
  });

  it('tells what comes next, the soonest first, and what a pause has set aside', async () => {
    await clinics.linkFor('c-2', 'intake');
    const before = comingUp(await clinics.charts.get('north', 'c-2'));
    expect(before.map(({ at, what }) => `${at} ${what}`)).toEqual([
      '2026-03-04T15:00:00.000Z Reminder 1 of the intake form',
      '2026-03-07T15:00:00.000Z Reminder 2 of the intake form',
      '2026-03-12T14:00:00.000Z The intake form expires, unless the client answers',
    ]);
    const paused = comingUp(await clinics.run('c-2', { do: 'pause', why: 'holiday', until: '2026-03-09' }));
    expect(paused.map(({ what, why }) => [what, why])).toEqual([
      ['Reminder 1 of the intake form', 'set aside while care is paused'],
      ['Reminder 2 of the intake form', 'set aside while care is paused'],
      ['The pause is over', undefined],
      ['The intake form expires, unless the client answers', 'set aside while care is paused'],
    ]);
  });
});
