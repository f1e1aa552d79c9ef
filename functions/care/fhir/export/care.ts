import { saySchedule } from '../../plans/plan-difference.ts';
import { sayCadence } from '../../schedule.ts';
import type { Duration } from '../../time.ts';
import { reasonsFor } from './choices.ts';
import { concept, extension, hl7, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { EpisodeRecord, GoalSetRecord, History, Mark, PlanRecord } from './records.ts';
import { inEpisode, ratingId } from './responses.ts';

export const episodesFrom = ({ episodes }: History, names: Names): Resource[] =>
  episodes.map((episode) => {
    const { id, pathway, clinician, level, began, ended } = episode;
    return {
      resourceType: 'EpisodeOfCare',
      id: names.idOf('EpisodeOfCare', id),
      extension: ended && [extension('ended-because', { valueString: ended.why })],
      status: ended ? 'finished' : isPaused(episode) ? 'onhold' : 'active',
      statusHistory: phasesOf(episode),
      type: [
        { coding: [{ system: ours('pathway'), version: String(pathway.version), code: pathway.id }] },
        concept(ours(`pathway:${pathway.id}:level`), level),
      ],
      patient: names.client(),
      managingOrganization: names.organization(),
      period: { start: began.at, end: ended?.at },
      careManager: clinician && names.actor(clinician),
    };
  });

const isPaused = ({ pauses }: EpisodeRecord) => pauses.some(({ until }) => !until);

function phasesOf({ began, pauses, ended }: EpisodeRecord): object[] {
  const phases: object[] = [];
  let from: string | undefined = began.at;
  for (const pause of pauses) {
    phases.push({ status: 'active', period: { start: from, end: pause.from } });
    phases.push({ status: 'onhold', period: { start: pause.from, end: pause.until } });
    from = pause.until;
  }
  if (from && from !== ended?.at) phases.push({ status: 'active', period: { start: from, end: ended?.at } });
  if (ended) phases.push({ status: 'finished', period: { start: ended.at } });
  return phases;
}

const endedIn = ({ episodes }: History, episodeId: string | undefined): Mark | undefined =>
  episodes.find(({ id }) => id === episodeId)?.ended;

/** The client’s own words stand in a note of the client’s, beside whatever clinical wording there is. */
export const goalsFrom = (history: History, names: Names): Resource[] =>
  history.goalSets.flatMap((set) =>
    set.goals.map(({ key, words, statement, measure, target, due }) => ({
      resourceType: 'Goal',
      id: names.idOf('Goal', key),
      extension: [...acceptanceOf(set, names), ...levelsOf(set, key)],
      ...lifecycleOf(history, set),
      achievementStatus: achievementOf(set, key),
      description: { text: statement ?? words },
      subject: names.client(),
      startDate: set.settled?.at.slice(0, 10),
      statusDate: (set.replaced ?? endedIn(history, set.episodeId) ?? set.settled ?? set.began).at.slice(
        0,
        10,
      ),
      expressedBy: names.actor(set.began.by),
      note: [
        { authorReference: names.client(), time: set.began.at, text: words },
        ...set.questions.map(({ mark, words: said }) => ({
          authorReference: names.actor(mark.by),
          time: mark.at,
          text: said,
        })),
        ...(set.state === 'disagreement-recorded' && set.settled
          ? [{ authorReference: names.actor(set.settled.by), time: set.settled.at, text: set.settled.why }]
          : []),
      ].filter(({ text }) => text),
      target:
        measure || target || due
          ? [{ measure: { text: measure ?? statement ?? words }, detailString: target, dueDate: due }]
          : undefined,
      outcomeReference: set.ratings
        .filter(({ goal }) => goal === key)
        .map(({ responseId }) => names.refer('Observation', ratingId(responseId, key))),
    })),
  );

function acceptanceOf({ state, questions }: GoalSetRecord, names: Names): object[] {
  if (state === 'wished') return [];
  const disagrees = state === 'disagreement-recorded' || (state === 'proposed' && questions.length > 0);
  const status = state === 'agreed' ? 'agree' : disagrees ? 'disagree' : 'pending';
  return [
    hl7('goal-acceptance', {
      extension: [
        { url: 'individual', valueReference: names.client() },
        { url: 'status', valueCode: status },
      ],
    }),
  ];
}

const levelsIn = ({ levels }: GoalSetRecord, key: string) => levels.filter(({ goal }) => goal === key);

/** Each rating against the goal’s scale, −2 to 2, oldest first. */
const levelsOf = (set: GoalSetRecord, key: string): object[] =>
  levelsIn(set, key).map(({ level, mark }) =>
    extension('goal-attainment', {
      extension: [
        { url: 'level', valueInteger: level },
        { url: 'at', valueInstant: mark.at },
      ],
    }),
  );

/** As expected or better is achieved. */
function achievementOf(set: GoalSetRecord, key: string) {
  const last = levelsIn(set, key).at(-1);
  return last && concept(`${TERMINOLOGY}/goal-achievement`, last.level >= 0 ? 'achieved' : 'in-progress');
}

const STANDING = ['agreed', 'disagreement-recorded'];

/** R4 calls completed what “is no longer being sought”, reached or not, and cancelled what was given up before. */
function lifecycleOf(history: History, { state, replaced, episodeId }: GoalSetRecord) {
  const stands = STANDING.includes(state);
  const ended = endedIn(history, episodeId);
  if (!replaced && !ended) return { lifecycleStatus: stands ? 'active' : 'proposed' };
  return {
    lifecycleStatus: stands ? 'completed' : 'cancelled',
    statusReason: replaced ? 'later goals took its place' : 'care ended',
  };
}

export const plansFrom = (history: History, names: Names): Resource[] =>
  history.plans.map((record, at) => {
    const { key, plan, drafted, activated, replaced, goals, questions, episodeId } = record;
    const before = history.plans[at - 1];
    const status = planStatus(history, record);
    const ended = replaced ?? endedIn(history, episodeId);
    const detail = { status: ACTIVITY[status] };
    const whyIn = (option: string | undefined) => {
      const decided = history.decisions.findLast(
        (one) => one.decision.option === option && one.made.seq <= drafted.seq,
      );
      return decided && reasonsFor(decided, 'for').map((text) => ({ text }));
    };
    return {
      resourceType: 'CarePlan',
      id: names.idOf('CarePlan', key),
      extension: [...inEpisode(episodeId, names), extension('plan-version', { valueInteger: plan.version })],
      replaces: before && before.episodeId === episodeId ? [names.refer('CarePlan', before.key)] : undefined,
      status,
      intent: 'plan',
      title: `Plan, version ${plan.version}`,
      description: plan.summary,
      subject: names.client(),
      period: activated && { start: activated.at, end: ended?.at },
      created: drafted.at,
      author: names.actor(plan.draftedBy),
      goal: goals?.goals.map((goal) => names.refer('Goal', goal.key)),
      activity: [
        ...plan.interventions.map(({ title, detail: description, goals: served, ...rest }) => ({
          detail: {
            ...detail,
            code: { text: title },
            goal: goals?.goals
              .filter(({ id }) => served?.includes(id))
              .map((goal) => names.refer('Goal', goal.key)),
            reasonCode: whyIn(rest.option),
            description,
            scheduledString: saySchedule({ title, ...rest }),
          },
        })),
        ...plan.checkIns.map(({ cadence }) => ({
          detail: { ...detail, code: { text: 'Check-in' }, scheduledString: sayCadence(cadence) },
        })),
        {
          detail: {
            ...detail,
            code: { text: 'Reassessment' },
            scheduledString: sayEvery(plan.reassessEvery),
          },
        },
      ],
      note: questions
        .filter(({ words }) => words)
        .map(({ mark, words: text }) => ({ authorReference: names.client(), time: mark.at, text })),
    };
  });

/** The client’s own plans, for hard days and for after care: sections of lines in their words. */
export const ownPlansFrom = ({ ownPlans }: History, names: Names): Resource[] =>
  ownPlans.map(({ key, kind, version, sections, written, reviewed, replaced }) => ({
    resourceType: 'CarePlan',
    id: names.idOf('CarePlan', key),
    extension: [
      ...(version === undefined ? [] : [extension('plan-version', { valueInteger: version })]),
      ...(reviewed ? [extension('reviewed', { valueInstant: reviewed.at })] : []),
    ],
    status: replaced ? 'revoked' : 'active',
    intent: 'plan',
    category: [concept(ours('own-plan'), kind, kind === 'safety' ? 'Safety plan' : 'Wellness plan')],
    title: kind === 'safety' ? `Safety plan, version ${version}` : 'Wellness plan',
    subject: names.client(),
    period: { start: written.at, end: replaced?.at },
    created: written.at,
    author: names.actor(written.by),
    activity: sections
      .filter(({ lines }) => lines.length > 0)
      .map(({ heading, lines }) => ({
        detail: {
          status: replaced ? 'stopped' : 'in-progress',
          code: { text: heading },
          description: lines.join('\n'),
        },
      })),
  }));

function planStatus(history: History, { activated, replaced, episodeId }: PlanRecord) {
  const episode = history.episodes.find(({ id }) => id === episodeId);
  if (replaced) return 'revoked';
  if (episode?.ended) return activated ? 'completed' : 'revoked';
  if (!activated) return 'draft';
  return episode && isPaused(episode) ? 'on-hold' : 'active';
}

const ACTIVITY = {
  draft: 'not-started',
  active: 'in-progress',
  'on-hold': 'on-hold',
  completed: 'completed',
  revoked: 'stopped',
};

const UNITS: Record<string, string> = { D: 'day', W: 'week', M: 'month', Y: 'year' };

/** `every 6 weeks`; what is no single unit stays as it is written. */
export function sayEvery(every: Duration): string {
  const [, count, unit] = /^P(\d+)([DWMY])$/.exec(every) ?? [];
  if (!count || !unit) return `every ${every}`;
  return count === '1' ? `every ${UNITS[unit]}` : `every ${count} ${UNITS[unit]}s`;
}

/** Each finding that a person had to see now. */
export const flagsFrom = (history: History, names: Names): Resource[] =>
  history.tasks
    .filter(({ task }) => task.priority === 'urgent')
    .flatMap(({ task, ended }) =>
      task.findings.map((finding, at) => {
        const response = responseBehind(history, finding);
        return {
          resourceType: 'Flag',
          id: names.idOf('Flag', flagId(task.id, at)),
          extension: response && [
            hl7('flag-detail', { valueReference: names.refer('QuestionnaireResponse', response) }),
          ],
          status: ended ? 'inactive' : 'active',
          category: [concept(`${TERMINOLOGY}/flag-category`, 'safety')],
          code: concept(ours('finding'), finding.rule, finding.what),
          subject: names.client(),
          period: { start: finding.at, end: ended?.at },
          author: names.attune(),
        };
      }),
    );

export const flagId = (taskId: string, at: number): string => `${taskId}.finding-${at + 1}`;

/** A finding names its response by its own id, or as `request/instrument`. */
export const responseBehind = (
  { responses }: History,
  { responseId: named, at }: { responseId?: string; at: string },
): string | undefined =>
  responses.findLast(
    ({ event, mark }) =>
      event.responseId === named || (`${event.requestId}/${event.instrument}` === named && mark.at <= at),
  )?.event.responseId;
