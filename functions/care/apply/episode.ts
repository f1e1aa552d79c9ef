import type { TimerKind } from '../chart.ts';
import { putCourseAway } from './course.ts';
import { clearTimers, type Folds, must } from './parts.ts';

/** The rest belongs to a task or a message, and goes with that: an urgent task outlives the episode. */
const ENDS_WITH_CARE: readonly TimerKind[] = ['check-in', 'reassessment', 'plan-review', 'session', 'resume'];

/** Where a course of care stands. */
export const EPISODE_FOLDS = {
  'episode.started'(chart, event, at) {
    putCourseAway(chart);
    chart.episode = {
      id: event.episodeId,
      pathway: event.pathway,
      startedAt: at,
      clinician: event.clinician,
      level: event.level,
      cycle: 0,
      stage: 'intake',
    };
    chart.measures = {};
    chart.track = undefined;
    chart.facts = {};
    chart.goals = undefined;
    chart.own = undefined;
    chart.plan = undefined;
    chart.draft = undefined;
    chart.checkIns = {};
    chart.wellnessPlan = undefined;
    chart.boosterScores = undefined;
    clearTimers(chart, (timer) => timer.kind === 'booster');
  },
  'episode.ended'(chart, _event, at) {
    const episode = must(chart.episode, 'episode');
    episode.stage = 'ended';
    episode.endedAt = at;
    episode.moving = undefined;
    chart.pause = undefined;
    clearTimers(chart, (timer) => ENDS_WITH_CARE.includes(timer.kind));
  },
  'episode.level'(chart, event) {
    must(chart.episode, 'episode').level = event.level;
  },
  'cycle.started'(chart, event) {
    const episode = must(chart.episode, 'episode');
    episode.cycle = event.cycle;
    episode.stage = event.from;
    clearTimers(chart, (timer) => timer.kind === 'reassessment');
  },
  'cycle.settled'(chart) {
    must(chart.episode, 'episode').stage = 'treatment';
  },
} satisfies Partial<Folds>;
