import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../functions/care/apply.ts';
import { CLIENT_ASKS, CLINICIAN_ASKS } from '../../../functions/care/decide/waiting.ts';
import type { Command } from '../../../functions/care/decide.ts';
import { isRefusal } from '../../../functions/care/refusal.ts';
import { TASK_KINDS } from '../../../functions/care/task-kinds.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { DECISIONS, PATHWAY, phq9, USUAL } from '../../support/people.ts';

/** One thing that somebody does; `pick` chooses among what there is to do it to. */
type Act = { what: string; pick: number; minutes: number };

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(
    ...['ask', 'give', 'answer', 'answer', 'save', 'complete', 'complete', 'claim', 'hand over', 'pause'],
    ...['resume', 'discharge', 'enrol', 'move', 'consent', 'claim message', 'settle', 'wait', 'wait', 'fire'],
  ),
  pick: fc.nat(1000),
  minutes: fc.constantFrom(0, 7, 90, 1440, 20_160),
});

const nth = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

function commandFor(kim: Paper, { what, pick }: Act): Command | undefined {
  const { chart } = kim;
  const { id = 'none', cycle = 1 } = chart.episode ?? {};
  const waiting = { episodeId: id, cycle, round: 1 + (pick % 3), token: `token-${pick}` };
  const task = nth(kim.tasks(), pick);
  const message = nth(kim.messages(), pick);
  switch (what) {
    case 'ask':
      return { do: 'ask-client', ask: nth(CLIENT_ASKS, pick)!, ...waiting };
    case 'give':
      return { do: 'ask-clinician', kind: nth(CLINICIAN_ASKS, pick)!, ...waiting };
    case 'answer':
    case 'save': {
      const requestId = nth([...Object.keys(chart.requests), ...Object.keys(chart.ended)], pick);
      if (!requestId) return undefined;
      const forms = chart.requests[requestId]?.forms.map((form) => form.instrument);
      const responses = (forms ?? chart.ended[requestId]!.instruments).map((instrument) => ({
        instrument,
        answers: instrument === 'phq-9' && pick % 3 === 0 ? phq9(2) : USUAL[instrument],
        complete: what === 'answer',
      }));
      return { do: 'answer', requestId, responses };
    }
    case 'complete': {
      if (!task) return undefined;
      const outcome = nth(TASK_KINDS[task.kind].outcomes, pick)!;
      const usual = Object.values(DECISIONS).find((decision) => decision.outcome === outcome);
      const detail = outcome === 'record-disagreement' ? { goals: [{ words: 'walk' }] } : usual?.detail;
      return { do: 'complete-task', taskId: task.id, outcome, reason: 'so it is', detail };
    }
    case 'claim':
      return task && { do: 'claim-task', taskId: task.id };
    case 'hand over':
      return task && { do: 'hand-over-task', taskId: task.id, to: { staff: 'ben' }, why: 'leave' };
    case 'pause':
      return {
        do: 'pause',
        until: pick % 2 ? kim.world.now.slice(0, 8).concat('28') : undefined,
        why: 'away',
      };
    case 'resume':
      return { do: 'resume', why: 'back' };
    case 'discharge':
      return pick % 4 === 0 ? { do: 'discharge', why: 'done' } : undefined;
    case 'enrol':
      return { do: 'enrol', pathway: PATHWAY };
    case 'move': {
      const zone = nth(['America/Los_Angeles', 'Asia/Kathmandu', 'America/New_York'], pick)!;
      return { do: 'change-client', changes: { zone }, why: 'moved' };
    }
    case 'consent': {
      const given = { at: '2026-01-01T00:00:00.000Z' };
      const changes = pick % 2 ? { consents: {} } : { consents: { sms: given }, email: undefined };
      return { do: 'change-client', changes, why: 'said so' };
    }
    case 'claim message':
      return (
        message && { do: 'claim-message', messageId: message.id, linkHash: `hash-${pick}-${chart.version}` }
      );
    case 'settle': {
      const outcomes = [
        { sent: 'accepted', providerId: 'p' },
        { sent: 'refused', reason: 'no', again: true },
        { sent: 'unknown', reason: 'lost' },
      ] as const;
      return message && { do: 'settle-message', messageId: message.id, outcome: nth(outcomes, pick)! };
    }
    default:
      return { do: 'fire' };
  }
}

function live({ acts, treated }: { acts: Act[]; treated: boolean }): Paper {
  const kim = onPaper().enrol();
  if (treated) kim.treat();
  kim.relays = false;
  for (const one of acts) {
    kim.at(new Date(Date.parse(kim.world.now) + one.minutes * 60_000).toISOString());
    const command = commandFor(kim, one);
    if (!command) continue;
    const before = JSON.stringify(kim.chart);
    const decided = kim.decides(command);
    if (JSON.stringify(kim.chart) !== before) throw new Error(`deciding ${command.do} changed the chart`);
    if (!isRefusal(decided)) kim.does(command);
    check(kim);
  }
  return kim;
}

/** What holds at every moment, whatever was done. */
function check(kim: Paper): void {
  const { chart, tasks, messages, requests, timers } = kim;
  const timersOf = (id: string, ...kinds: string[]) =>
    timers().filter((timer) => timer.of === id && kinds.includes(timer.kind));
  for (const { id, state, to } of messages()) {
    const [timer, ...others] = timersOf(id, 'message', 'lease');
    if (!timer || others.length) throw new Error(`${id} has ${1 + others.length} timers`);
    if ((timer.kind === 'lease') !== (state === 'CLAIMED'))
      throw new Error(`${id} is ${state} with a ${timer.kind}`);
    if (timer.parked && !(chart.pause && to === 'client')) throw new Error(`${id} is parked for ever`);
  }
  for (const { id } of requests())
    if (timersOf(id, 'expiry').length !== 1) throw new Error(`${id} never ends`);
  for (const { id, acknowledged } of tasks()) {
    if (timersOf(id, 'escalation').length !== (acknowledged ? 0 : 1)) throw new Error(`${id} climbs wrongly`);
  }
  if (tasks('urgent').length > 1) throw new Error('two urgent tasks');
  const known = new Set([
    ...Object.keys(chart.requests),
    ...tasks().map(({ id }) => id),
    ...messages().map(({ id }) => id),
  ]);
  for (const { id, kind, of, parked } of timers()) {
    if (of && kind !== 'check-in' && !known.has(of)) throw new Error(`${id} (${kind}) belongs to nothing`);
    if (parked && !chart.pause) throw new Error(`${id} (${kind}) is parked without a pause`);
  }
  if (chart.episode?.stage === 'treatment') {
    if (timers('reassessment').length !== 1) throw new Error('the reassessment is lost');
    if (timers('plan-review').length === 0 && tasks('plan-review').length === 0)
      throw new Error('the plan review is lost');
  }
}

const lives = fc.record({ acts: fc.array(act, { minLength: 5, maxLength: 60 }), treated: fc.boolean() });

describe('whatever is done to a chart', () => {
  it('each thing has the timers that it needs, and the log adds up to the chart', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const kim = live(life);
        const folded = fold('riverside', 'kim', structuredClone(kim.log));
        expect(JSON.parse(JSON.stringify(folded))).toEqual(kim.chart);
      }),
      { numRuns: 80 },
    );
  });

  it('doing it twice gives the same hashes', () => {
    fc.assert(
      fc.property(lives, (life) => {
        expect(live(life).chart.head).toBe(live(life).chart.head);
      }),
      { numRuns: 15 },
    );
  });

  it('every message that was meant ends in one way, or is still to come', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const kim = live(life);
        const events = kim.events();
        const ends = (['message.handed-off', 'message.unknown', 'message.suppressed'] as const).flatMap(
          (type) => only(events, type).map(({ messageId }) => messageId),
        );
        const failed = only(events, 'message.failed').filter(({ again }) => !again);
        const all = [
          ...ends,
          ...failed.map(({ messageId }) => messageId),
          ...kim.messages().map(({ id }) => id),
        ];
        expect(all.sort()).toEqual(
          only(events, 'message.intended')
            .map(({ message }) => message.id)
            .sort(),
        );
      }),
      { numRuns: 40 },
    );
  });
});
