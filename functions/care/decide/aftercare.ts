import type { EndedRequest, Request } from '../chart.ts';
import type { Score } from '../measures/score.ts';
import {
  boosterDates,
  pastRedLine,
  reviewedSafetyPlan,
  wellnessPlanSchema,
  withSafetyPlan,
} from '../plans/safety-plan.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { wallClock } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';
import { cancelRequests, openRequest } from './requests.ts';
import { openTask } from './tasks.ts';
import { openChannels } from './words.ts';

export type OwnPlanCommand =
  | { do: 'write-safety-plan'; plan: unknown; why: string }
  | { do: 'review-safety-plan'; version: number }
  | { do: 'write-wellness-plan'; plan: unknown; why: string }
  | { do: 'stop-boosters'; why: string };

/** When a client is asked how it goes after care, by their own clock. */
const BOOSTER_HOUR = '10:00';

/** The plans that are the client's own: in their words, and theirs beyond the episode. */
export function handleOwnPlan(turn: Turn, command: OwnPlanCommand): Refusal | undefined {
  const { chart, now: at, by } = turn;
  if (!chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  const before = chart.safetyPlan ? [chart.safetyPlan] : [];
  switch (command.do) {
    case 'write-safety-plan': {
      const { why } = command;
      const history = withSafetyPlan(before, { plan: command.plan as never, at, by, why });
      if (isRefusal(history)) return history;
      const { version, plan } = history.at(-1)!;
      turn.emit({ type: 'safety-plan.written', version, plan, why });
      return;
    }
    case 'review-safety-plan': {
      const { version } = command;
      const history = reviewedSafetyPlan(before, version, { at, by });
      if (isRefusal(history)) return history;
      turn.emit({ type: 'safety-plan.reviewed', version });
      return;
    }
    case 'write-wellness-plan': {
      const read = wellnessPlanSchema.safeParse(command.plan);
      if (!read.success)
        return refuse('invalid', `The wellness plan can't be read: ${read.error.issues[0]?.message}.`);
      const { redLine } = read.data;
      if (redLine && turn.world.instruments[redLine.measure]?.scoring.kind !== 'total')
        return refuse('invalid', `There is no measure ${redLine.measure} for the red line.`);
      const { boosters } = chart.wellnessPlan ?? {};
      turn.emit({ type: 'wellness-plan.written', plan: read.data, why: command.why });
      // Agreed to before the discharge, they begin with it.
      if (!boosters && chart.episode?.endedAt && !chart.deceased) scheduleBoosters(turn);
      if (!read.data.boosters)
        cancelRequests(turn, ofAftercare, 'the client agrees to no check-in after care');
      return;
    }
    case 'stop-boosters':
      if (!chart.wellnessPlan?.boosters) return refuse('duplicate', 'No check-in after care is agreed.');
      cancelRequests(turn, ofAftercare, 'the check-ins after care have ended');
      turn.emit({ type: 'boosters.stopped', why: command.why });
  }
}

const ofAftercare = ({ ask }: Request): boolean => ask === 'booster';

/** The one thing that begins after a discharge, and only where the client agreed to it in their wellness plan. */
export function scheduleBoosters(turn: Turn): void {
  const { wellnessPlan, episode } = turn.chart;
  if (!wellnessPlan?.boosters) return;
  const dayOf = (at: Instant) => wallClock(at, turn.zone).slice(0, 10);
  for (const [n, date] of boosterDates(dayOf(episode!.endedAt!)).entries())
    if (date > dayOf(turn.now)) turn.setLocal('booster', `${date}T${BOOSTER_HOUR}`, { n: n + 1 });
}

/** Asks after care: whoever may not be written to any more is left in peace. */
export function askBooster(turn: Turn, n: number): void {
  const { chart, pathway, world } = turn;
  if (!chart.wellnessPlan?.boosters) return;
  if (openChannels(turn).length === 0) {
    turn.emit({ type: 'booster.skipped', n, why: 'no channel has both a consent and an address' });
    return;
  }
  const { redLine } = chart.wellnessPlan;
  const { checkIns, reassessment } = pathway;
  const asked = [checkIns[0]?.form, redLine?.measure ?? reassessment.battery[0]!.instrument];
  const forms = asked.filter(
    (id): id is string => !!id && world.instruments[id]?.scoring.licence.status !== 'restricted',
  );
  openRequest(turn, {
    key: `booster/${chart.episode!.id}/${n}`,
    ask: 'booster',
    forms: [...new Set(forms)],
    asking: reassessment,
    why: `check-in ${n} after care, as the client agreed`,
  });
}

/** Past the line that the client drew for themselves, a person calls. */
export function watchRedLine(turn: Turn, { ask }: Request | EndedRequest, score: Score): void {
  const { wellnessPlan, boosterScores = [], episode } = turn.chart;
  if (ask !== 'booster' || !wellnessPlan || score.measure !== wellnessPlan.redLine?.measure) return;
  if (!pastRedLine(wellnessPlan, boosterScores)) return;
  const key = `red-line/${episode!.id}`;
  if (Object.values(turn.chart.tasks).some((task) => task.key === key)) return;
  const what = `${score.measure} is at ${boosterScores.at(-1)}, past the client’s own red line`;
  openTask(turn, {
    key,
    kind: 'finding',
    title: 'Past the client’s own red line after care: call them',
    priority: 'routine',
    findings: [{ at: turn.now, rule: 'red-line', what }],
    why: what,
  });
}
