import type { Finding } from '../chart.ts';
import { holds, measuresIn } from '../condition.ts';
import type { Instrument } from '../instrument.ts';
import { nominalSeconds } from '../schedule.ts';
import type { Score } from '../score.ts';
import { milliseconds } from '../time.ts';
import { inCare, type Turn } from '../turn.ts';
import { joinTask, openTask } from './tasks.ts';

/**
 * A positive risk item makes one open urgent task in the transaction that stores the answer; further ones join it.
 * It counts in half a form, after the deadline and after discharge alike.
 */
export function watchRiskItems(turn: Turn, instrument: Instrument, score: Score, responseId: string): void {
  const title = instrument.questionnaire.title;
  for (const linkId of score.positiveRiskItems) {
    raise(turn, 'urgent', {
      at: turn.now,
      rule: `risk-item/${score.measure}/${linkId}`,
      what: `${title}: the risk item (${linkId}) was answered positively`,
      responseId,
    });
  }
}

/**
 * The pathway's own rules. Only a rule that speaks of something that is `fresh` (a fact's name) can fire:
 * what a clinician has dealt with does not come back with every later answer.
 */
export function watchRules(turn: Turn, fresh: Iterable<string>, responseId?: string): void {
  if (!inCare(turn.chart)) return;
  const facts = { ...turn.chart.facts, ...standingFacts(turn) };
  const news = new Set(fresh);
  for (const rule of turn.pathway.alerts) {
    if (!measuresIn(rule.when).some((measure) => news.has(measure)) || !holds(rule.when, facts)) continue;
    raise(turn, rule.priority, { at: turn.now, rule: rule.id, what: rule.title, responseId });
  }
}

function standingFacts({ chart, now }: Turn): Record<string, number> {
  const ratings = (chart.goals?.goals ?? []).flatMap(({ rating }) => (rating === undefined ? [] : [rating]));
  const weeks = chart.plan?.activatedAt
    ? (milliseconds(now) - milliseconds(chart.plan.activatedAt)) / 1000 / nominalSeconds('P1W')
    : undefined;
  return {
    ...(ratings.length ? { 'goals.lowest-rating': Math.min(...ratings) } : {}),
    ...(weeks === undefined ? {} : { 'weeks-in-treatment': Math.floor(weeks) }),
  };
}

function raise(turn: Turn, priority: 'urgent' | 'routine', finding: Finding): void {
  const key = priority === 'urgent' ? 'urgent' : `finding/${finding.rule}`;
  const open = Object.values(turn.chart.tasks).find((task) => task.key === key);
  if (!open) {
    openTask(turn, {
      key,
      kind: priority === 'urgent' ? 'urgent' : 'finding',
      title: priority === 'urgent' ? undefined : finding.what,
      priority,
      findings: [finding],
      why: finding.what,
    });
    return;
  }
  const known = open.findings.some(
    ({ rule, responseId }) => rule === finding.rule && responseId === finding.responseId,
  );
  if (!known) joinTask(turn, open, finding);
}
