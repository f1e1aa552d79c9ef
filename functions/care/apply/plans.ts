import type { Chart } from '../chart.ts';
import type { PlanEvent } from '../events/plans.ts';
import type { Instant } from '../time.ts';
import { courseOf } from './course.ts';
import { clearTimers, must } from './parts.ts';

/** What happened to goals and plans, in place. */
export function applyPlan(chart: Chart, event: PlanEvent, at: Instant, by: string): void {
  switch (event.type) {
    case 'goals.wished':
      chart.goals = { state: 'wished', goals: event.goals, clientWords: event.mattersMost };
      return;
    case 'goals.proposed':
      chart.goals = { state: 'proposed', goals: event.goals };
      return;
    case 'goals.settled':
      // What the client said stays beside what was recorded over it.
      chart.goals = {
        state: event.state,
        goals: event.goals,
        ...(event.state === 'disagreement-recorded' && {
          disagreement: event.why,
          clientWords: chart.goals?.clientWords,
        }),
      };
      return;
    case 'goals.rated': {
      const goals = must(chart.goals, 'goals');
      goals.attainment = { at, t: event.t, rated: event.rated };
      goals.goals = goals.goals.map((goal) => {
        const rated = event.ratings.find((one) => one.goal === goal.id);
        return rated ? { ...goal, level: rated.level, leveledAt: at } : goal;
      });
      return;
    }
    case 'goals.questioned':
      if (chart.goals) chart.goals.clientWords = event.words;
      return;
    case 'plan.drafted':
      // The log's own stays as it was written, whatever the draft takes on.
      chart.draft = { ...event.plan };
      return;
    case 'plan.activated':
      chart.plan = { ...must(chart.draft, 'draft plan'), activatedAt: at };
      if (chart.episode) chart.episode.treatedSince ??= at;
      chart.draft = undefined;
      clearTimers(chart, (timer) => ['check-in', 'plan-review', 'reassessment'].includes(timer.kind));
      return;
    case 'plan.questioned':
      if (chart.draft) chart.draft.clientWords = event.words;
      return;
    case 'plan.reviewed':
      if (chart.plan) chart.plan = { ...chart.plan, reviewedAt: at };
      clearTimers(chart, (timer) => timer.kind === 'plan-review');
      return;
    case 'plan.signed': {
      const which = chart.draft?.version === event.version ? 'draft' : 'plan';
      const plan = chart[which]?.version === event.version ? chart[which] : undefined;
      const { signatures = [], ...signed } = must(plan, `version ${event.version} of the plan`);
      chart[which] = { ...signed, signatures: [...signatures, { ...event.signature, at }] };
      return;
    }
    case 'background.recorded':
      chart.background = event.background;
      return;
    case 'suggestion.decided': {
      const { option } = event.decision;
      chart.decided = { ...chart.decided, [option]: { ...event.decision, at } };
      return;
    }
    case 'safety-plan.written': {
      const { version, plan, why } = event;
      chart.safetyPlan = { version, at, by, why, plan };
      return;
    }
    case 'safety-plan.reviewed':
      chart.safetyPlan = { ...must(chart.safetyPlan, 'safety plan'), reviewed: { at, by } };
      return;
    case 'wellness-plan.written':
      chart.wellnessPlan = { ...event.plan, at, by };
      return;
    case 'booster.skipped':
      return;
    case 'boosters.stopped':
      clearTimers(chart, (timer) => timer.kind === 'booster');
      chart.wellnessPlan = { ...must(chart.wellnessPlan, 'wellness plan'), boosters: false };
      return;
    case 'session.recorded': {
      const course = courseOf(chart);
      const { attended, what } = event;
      course[attended ? 'attended' : 'missed'] += 1;
      course.lastSession = { at: event.at, attended, what };
      return;
    }
    case 'track.changed':
      chart.track = { flag: event.flag, because: event.because, at, lookedAt: chart.track?.lookedAt };
      return;
    default: {
      const never: never = event;
      throw new Error(`no rule for ${(never as { type: string }).type} by ${by}`);
    }
  }
}
