import { courseOf } from './course.ts';
import { clearTimers, type Folds, must, nothing } from './parts.ts';

/** What happened to goals and plans. */
export const PLAN_FOLDS = {
  'goals.wished'(chart, event) {
    chart.goals = { state: 'wished', goals: event.goals, clientWords: event.mattersMost };
  },
  'goals.proposed'(chart, event) {
    chart.goals = { state: 'proposed', goals: event.goals };
  },
  'goals.settled'(chart, event) {
    // What the client said stays beside what was recorded over it.
    chart.goals = {
      state: event.state,
      goals: event.goals,
      ...(event.state === 'disagreement-recorded' && {
        disagreement: event.why,
        clientWords: chart.goals?.clientWords,
      }),
    };
  },
  'goals.rated'(chart, event, at) {
    const goals = must(chart.goals, 'goals');
    goals.attainment = { at, t: event.t, rated: event.rated };
    goals.goals = goals.goals.map((goal) => {
      const rated = event.ratings.find((one) => one.goal === goal.id);
      return rated ? { ...goal, level: rated.level, leveledAt: at } : goal;
    });
  },
  'goals.questioned'(chart, event) {
    if (chart.goals) chart.goals.clientWords = event.words;
  },
  'plan.drafted'(chart, event) {
    // The log's own stays as it was written, whatever the draft takes on.
    chart.draft = { ...event.plan };
  },
  'plan.activated'(chart, _event, at) {
    chart.plan = { ...must(chart.draft, 'draft plan'), activatedAt: at };
    if (chart.episode) chart.episode.treatedSince ??= at;
    chart.draft = undefined;
    clearTimers(chart, (timer) => ['check-in', 'plan-review', 'reassessment'].includes(timer.kind));
  },
  'plan.questioned'(chart, event) {
    if (chart.draft) chart.draft.clientWords = event.words;
  },
  'plan.reviewed'(chart, _event, at) {
    if (chart.plan) chart.plan = { ...chart.plan, reviewedAt: at };
    clearTimers(chart, (timer) => timer.kind === 'plan-review');
  },
  'plan.signed'(chart, event, at) {
    const which = chart.draft?.version === event.version ? 'draft' : 'plan';
    const plan = chart[which]?.version === event.version ? chart[which] : undefined;
    const { signatures = [], ...signed } = must(plan, `version ${event.version} of the plan`);
    chart[which] = { ...signed, signatures: [...signatures, { ...event.signature, at }] };
  },
  'background.recorded'(chart, event) {
    chart.background = event.background;
  },
  'suggestion.decided'(chart, event, at) {
    const { option } = event.decision;
    chart.decided = { ...chart.decided, [option]: { ...event.decision, at } };
  },
  'safety-plan.written'(chart, event, at, by) {
    const { version, plan, why } = event;
    chart.safetyPlan = { version, at, by, why, plan };
  },
  'safety-plan.reviewed'(chart, _event, at, by) {
    chart.safetyPlan = { ...must(chart.safetyPlan, 'safety plan'), reviewed: { at, by } };
  },
  'wellness-plan.written'(chart, event, at, by) {
    chart.wellnessPlan = { ...event.plan, at, by };
    if (!event.plan.boosters) clearTimers(chart, (timer) => timer.kind === 'booster');
  },
  'booster.skipped': nothing,
  'boosters.stopped'(chart) {
    clearTimers(chart, (timer) => timer.kind === 'booster');
    chart.wellnessPlan = { ...must(chart.wellnessPlan, 'wellness plan'), boosters: false };
  },
  'session.recorded'(chart, event) {
    const course = courseOf(chart);
    const { attended, what } = event;
    course[attended ? 'attended' : 'missed'] += 1;
    course.lastSession = { at: event.at, attended, what };
  },
  'track.changed'(chart, event, at) {
    chart.track = { flag: event.flag, because: event.because, at, lookedAt: chart.track?.lookedAt };
  },
} satisfies Partial<Folds>;
