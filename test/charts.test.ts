import { describe, expect, it } from 'vitest';
import type { Event } from '../functions/care/events.ts';
import { isRefusal } from '../functions/care/refusal.ts';
import { DUE_SHARDS, inboxTaskIn, ownerKey } from '../functions/charts.ts';
import { only, onPaper } from './support/paper.ts';
import { kim, PATHWAY, phq9 } from './support/people.ts';
import { type Scene, scene } from './support/scene.ts';

const inbox = async ({ table }: Scene, index: 'owner' | 'team', owner: Parameters<typeof ownerKey>[1]) =>
  (await table.queryIndex(index, ownerKey('riverside', owner))).items.map((item) => inboxTaskIn(item).kind);

describe('two commits that race', () => {
  it('with a positive answer each make one urgent task with both findings', async () => {
    const one = await scene({
      changes: { 'assessment.battery': [{ instrument: 'phq-9' }, { instrument: 'gad-7' }] },
    });
    await one.enrols();
    await one.answers('intake');
    const [packet] = await one.requests('packet');
    const { episode } = await one.chart();
    const waiting = { episodeId: episode!.id, cycle: 1, round: 1, token: 't' };
    await one.does({ do: 'ask-client', ask: 'reassessment', ...waiting });
    const [again] = await one.requests('reassessment');
    const outcomes = await Promise.all(
      [packet, again].map((request) =>
        one.run(
          {
            do: 'answer',
            requestId: request!.id,
            responses: [{ instrument: 'phq-9', answers: phq9(2), complete: true }],
          },
          'kim',
        ),
      ),
    );
    expect(outcomes.filter(isRefusal)).toEqual([]);
    expect((await one.tasks('urgent')).map(({ findings }) => findings.length)).toEqual([2]);
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it('to complete one task end it once', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    const complete = (by: string) =>
      one.run({ do: 'complete-task', taskId: task!.id, outcome: 'ask-again', reason: '' }, by);
    const outcomes = await Promise.all([complete('ada'), complete('ben')]);
    expect(outcomes.map((outcome) => isRefusal(outcome) && outcome.refused).sort()).toEqual([
      false,
      'wrong-state',
    ]);
  });
});

describe('what others find a client by', () => {
  it('is the inbox of the owner and of the team behind, and follows the task from hand to hand', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    expect(await inbox(one, 'owner', { staff: 'ada' })).toEqual(['reach-client']);
    expect(await inbox(one, 'team', { team: 'care' })).toEqual(['reach-client']);
    await one.does({ do: 'hand-over-task', taskId: task!.id, to: { staff: 'ben' }, why: 'leave' });
    expect(await inbox(one, 'owner', { staff: 'ada' })).toEqual([]);
    expect(await inbox(one, 'owner', { staff: 'ben' })).toEqual(['reach-client']);
    await one.passes('2026-01-21T15:00:00.000Z');
    expect(await inbox(one, 'owner', { team: 'care-leads' })).toEqual(['reach-client']);
    expect(await inbox(one, 'team', { team: 'care-leads' })).toEqual(['reach-client']);
    expect(await inbox(one, 'team', { team: 'care' })).toEqual([]);
    await one.decides('reach-client', 'discharge');
    expect(await inbox(one, 'owner', { team: 'care-leads' })).toEqual([]);
  });

  it('shows an urgent task before every other', async () => {
    const one = await scene({ changes: { 'assessment.battery': [{ instrument: 'phq-9' }] } });
    await one.enrols();
    await one.answers('intake');
    await one.passes('2026-01-13T15:00:00.000Z');
    const [id] = Object.entries((await one.chart()).ended).find(([, { ask }]) => ask === 'packet')!;
    const responses = [{ instrument: 'phq-9', answers: phq9(1), complete: true }];
    await one.does({ do: 'answer', requestId: id, responses }, 'kim');
    expect(await inbox(one, 'owner', { staff: 'ada' })).toEqual(['urgent', 'reach-client']);
  });

  it('keeps an urgent task that climbs in the inbox of everybody whom it went past, until one of them has it', async () => {
    const one = await scene({ changes: { 'assessment.battery': [{ instrument: 'phq-9' }] } });
    await one.enrols();
    await one.answers('intake');
    const [request] = Object.values((await one.chart()).requests);
    const responses = [{ instrument: 'phq-9', answers: phq9(1), complete: true }];
    await one.does({ do: 'answer', requestId: request!.id, responses }, 'kim');
    const called = () =>
      Promise.all([
        inbox(one, 'owner', { staff: 'ada' }),
        inbox(one, 'team', { team: 'care' }),
        inbox(one, 'team', { team: 'crisis' }),
        inbox(one, 'team', { team: 'care-leads' }),
      ]);
    expect(await called()).toEqual([['urgent'], ['urgent'], [], []]);
    await one.passes('2026-01-05T16:00:00.000Z');
    expect(await called()).toEqual([['urgent'], ['urgent'], ['urgent'], ['urgent']]);
    const [task] = await one.tasks('urgent');
    await one.does({ do: 'acknowledge-task', taskId: task!.id }, 'ben');
    expect(await called()).toEqual([[], [], [], ['urgent']]);
    expect(await inbox(one, 'owner', { staff: 'ben' })).toEqual(['urgent']);
  });

  it('keeps the token that an execution waits with to itself', async () => {
    const one = await scene();
    await one.enrols();
    await one.passes('2026-01-15T15:00:00.000Z');
    const [task] = await one.tasks('reach-client');
    expect(task!.waiter).toBeDefined();
    const item = await one.table.get({ pk: 'riverside#kim', sk: `TASK#${task!.id}` });
    expect(JSON.parse(String(item!.body))).not.toHaveProperty('waiter');
  });

  it('is their identity, which nobody in the clinic shares', async () => {
    const one = await scene();
    const twin = { do: 'create-client', client: { ...kim, name: 'KIM  RIVERA' } } as const;
    expect(await one.run(twin, 'ada', 'kim-2')).toMatchObject({ refused: 'duplicate' });
    await one.does({ do: 'change-client', changes: { recordNumber: 'R 1' }, why: 'the record system' });
    expect(isRefusal(await one.run(twin, 'ada', 'kim-2'))).toBe(false);
    const taken = { do: 'change-client', changes: { recordNumber: 'r1' }, why: '' } as const;
    expect(await one.run(taken, 'ada', 'kim-2')).toMatchObject({ refused: 'duplicate' });
  });

  it('is the due index, by the earliest timer that is not set aside', async () => {
    const one = await scene();
    await one.enrols();
    const due = async () => {
      const pages = Array.from({ length: DUE_SHARDS }, (_, n) => one.table.queryIndex('due', `DUE#${n}`));
      return (await Promise.all(pages)).flatMap(({ items }) => items.map(({ pk, dueSk }) => [pk, dueSk]));
    };
    expect(await due()).toEqual([['riverside#kim', '2026-01-07T15:00:00.000Z']]);
    await one.does({ do: 'pause', why: 'holiday' });
    expect(await due()).toEqual([]);
  });
});

it('a client is enrolled on a published version only', async () => {
  const one = await scene();
  for (const pathway of [
    { ...PATHWAY, version: 2 },
    { ...PATHWAY, version: 0 },
    { id: 'none', version: 1 },
  ]) {
    expect(await one.refuses({ do: 'enrol', pathway })).toMatchObject({ refused: 'invalid' });
  }
  expect(await one.refuses({ do: 'enrol', pathway: PATHWAY, clinician: 'zoe' })).toMatchObject({
    refused: 'invalid',
  });
});

describe('over five years of care', () => {
  const WEEK = 7 * 86_400_000;
  it('the chart stays small, and each entry fits a transaction', () => {
    const one = onPaper().enrol();
    one.asks('packet');
    one.answers('packet');
    one.gives('shape-goals');
    one.completes('shape-goals');
    one.treat();
    const most = { bytes: 0, timers: 0, links: 0, digests: 0, ended: 0 };
    for (let week = 1; week <= 260; week += 1) {
      one.until(new Date(Date.parse('2026-01-06T16:00:00.000Z') + week * WEEK).toISOString());
      if (week % 3 && one.requests('check-in').length)
        one.answers('check-in', { 'attune-check-in': { mood: 4, 'goal-1': 5 } });
      if (one.chart.episode!.stage === 'reassessment') {
        one.asks('reassessment');
        one.answers('reassessment');
        one.gives('review');
      }
      for (const { kind } of one.tasks()) one.completes(kind);
      const { timers, links, digests, ended } = one.chart;
      const now = {
        bytes: JSON.stringify(one.chart).length,
        timers: Object.keys(timers).length,
        links: Object.keys(links).length,
        digests: Object.keys(digests).length,
        ended: Object.keys(ended).length,
      };
      for (const name of Object.keys(most) as (keyof typeof most)[])
        most[name] = Math.max(most[name], now[name]);
    }
    expect(one.chart.episode!.cycle).toBeGreaterThan(30);
    expect(most.bytes).toBeLessThan(20_000);
    expect(most).toMatchObject({
      timers: expect.toSatisfy((n) => n <= 12),
      links: expect.toSatisfy((n) => n <= 30),
    });
    expect(Math.max(most.digests, most.ended)).toBeLessThanOrEqual(20);
  });

  it('a year of silence in one cycle is forgotten piece by piece', async () => {
    const daily = {
      'checkIns[0].cadence': { phases: [{ every: 'P1D' }], at: '10:00' },
      'checkIns[0].reminders': [],
      'checkIns[0].expiresAfter': 'PT12H',
      'reassessment.every': 'P1Y',
      burden: { messagesPerDay: 2, messagesPerWeek: 30 },
      alerts: [],
    };
    const one = onPaper(daily).enrol().treat();
    one.until('2026-05-01T12:00:00.000Z');
    one.does({ do: 'pause', why: 'abroad' });
    const before = Object.keys(one.chart.links).length;
    expect(before).toBeGreaterThan(50);
    expect(before).toBeLessThan(70);
    one.at('2026-09-01T12:00:00.000Z');
    one.does({ do: 'resume', why: 'back' });
    expect(before - Object.keys(one.chart.links).length).toBe(40);
    one.until('2026-09-03T12:00:00.000Z');
    expect(Object.keys(one.chart.links).length).toBeLessThan(5);
    const reasons = only(one.events() as Event[], 'message.suppressed');
    expect(reasons).toEqual([]);
  });
});
