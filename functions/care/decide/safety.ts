import type { Finding } from '../chart.ts';
import { type Answers, type Instrument, itemsOf, valueOf } from '../measures/instrument.ts';
import type { Score } from '../measures/score.ts';
import { holds, measuresIn } from '../pathway/condition.ts';
import { whySafetyReview } from '../plans/safety-plan.ts';
import { nominalSeconds } from '../schedule.ts';
import { milliseconds } from '../time.ts';
import { inCare, type Turn } from '../turn.ts';
import { joinTask, openTask } from './tasks.ts';
import { howToReach } from './urgent.ts';

/**
 * A positive risk item makes one open urgent task in the transaction that stores the answer; further ones join it.
 * It counts in half a form, after the deadline and after discharge alike.
 */
export function watchRiskItems(turn: Turn, given: Given): void {
  for (const finding of findingsIn(turn, given)) raise(turn, 'urgent', finding);
}

/** What was answered, and where: a risk item answered as before is no other finding. */
type Given = { instrument: Instrument; answers: Answers; score: Score; responseId: string };

/** Whether all that is of risk in these answers stands in the open urgent task already. */
export function isKnownRisk(turn: Turn, given: Given): boolean {
  const open = Object.values(turn.chart.tasks).find(({ kind }) => kind === 'urgent');
  return findingsIn(turn, given).every((finding) => open?.findings.some(isSame(finding)));
}

function findingsIn(turn: Turn, { instrument, answers, score, responseId }: Given): Finding[] {
  const title = instrument.questionnaire.title;
  return score.positiveRiskItems.map((linkId) => ({
    at: turn.now,
    rule: `risk-item/${score.measure}/${linkId}`,
    what: `${title}: the risk item (${linkId}) was answered positively${pointsSaid(instrument, linkId, answers)}`,
    responseId,
  }));
}

/** Told as a number, so that an answer that gets worse is another finding. */
function pointsSaid(instrument: Instrument, linkId: string, answers: Answers): string {
  const item = itemsOf(instrument).find((one) => one.linkId === linkId);
  const points = item && valueOf(item, answers[linkId]);
  return points === undefined ? '' : ` (${points})`;
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

/**
 * One urgent task at a time, which whatever is urgent joins. A routine rule has one task as well, and what one
 * response brings to light is one task: a clinician is called once, not once for each rule.
 */
export function raise(turn: Turn, priority: 'urgent' | 'routine', finding: Finding): void {
  const tasks = Object.values(turn.chart.tasks);
  const open =
    priority === 'urgent'
      ? tasks.find(({ kind }) => kind === 'urgent')
      : (tasks.find(({ kind, findings }) => kind === 'finding' && findings.some(isOf(finding.rule))) ??
        tasks.find(({ kind, openedAt, findings }) => {
          const together = findings[0]?.responseId === finding.responseId && openedAt === turn.now;
          return kind === 'finding' && together;
        }));
  if (!open) {
    const { safetyPlan } = turn.chart;
    const review = whySafetyReview(safetyPlan ? [safetyPlan] : [], turn.now);
    const note = [howToReach(turn), review].filter(Boolean).join(' ');
    openTask(turn, {
      key: priority === 'urgent' ? 'urgent' : `finding/${finding.rule}`,
      kind: priority === 'urgent' ? 'urgent' : 'finding',
      title: priority === 'urgent' ? undefined : finding.what,
      priority,
      findings: [finding],
      ...(priority === 'urgent' && { brief: { note } }),
      why: finding.what,
    });
    return;
  }
  if (!open.findings.some(isSame(finding))) joinTask(turn, open, finding);
}

const isSame =
  ({ rule, responseId, what }: Finding) =>
  (one: Finding): boolean =>
    one.rule === rule && one.responseId === responseId && one.what === what;

const isOf =
  (rule: string) =>
  (finding: Finding): boolean =>
    finding.rule === rule;
