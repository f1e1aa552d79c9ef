/** What a clinician decides, by the kind of task and what its brief shows. */
import type { InboxTask } from '../../functions/charts.ts';

export type Decision = { outcome: string; reason: string; detail?: unknown };
export type Decide = (task: InboxTask) => Decision;

const WEEKLY_TALKS = {
  title: 'Cognitive behavioural therapy',
  detail: 'Noticing low mood early, and one small step a day',
  frequency: 'weekly, 50 minutes',
};
const ACTIVATION = { title: 'Behavioural activation', detail: 'Two planned activities between sessions' };

/** One clinician's way of deciding. */
export function decideAsUsual(task: InboxTask): Decision {
  switch (task.kind) {
    case 'shape-goals':
      return { outcome: 'propose', reason: '', detail: { goals: goalsFrom(task) } };
    case 'draft-plan':
      return { outcome: 'draft', reason: '', detail: planFor(task) };
    case 'reach-client':
      return { outcome: 'ask-again', reason: 'Reached by phone; they would like the link once more.' };
    case 'plan-unacknowledged':
      return { outcome: 'activate', reason: 'Went through the plan by phone; they are fine with it.' };
    case 'review':
      return reviewed(task);
    case 'plan-review':
      return { outcome: 'reviewed', reason: 'Looked through with the client; it still fits.' };
    case 'off-track':
      return offTrack(task);
    case 'consult':
      return { outcome: 'advice-given', reason: 'Talked it through in the team meeting.' };
    case 'finding':
      return { outcome: 'done', reason: 'Called the client and talked it through.' };
    case 'no-channel':
      return { outcome: 'done', reason: 'Asked the client for a number.' };
    case 'session':
      return {
        outcome: 'session-given',
        reason:
          'Blood pressure 124/80 before, 138/86 after 40 minutes, 126/82 at two hours; no dissociation left.',
      };
    case 'after-death':
      return { outcome: 'done', reason: 'Called the family; talked with the team.' };
    case 'access':
      return { outcome: 'justified', reason: 'Asked them; it was an emergency.' };
    case 'words':
      return { outcome: 'done', reason: 'Read it and called the client back.' };
    case 'urgent':
      return {
        outcome: 'safety-plan-in-place',
        reason: 'Spoke with the client by phone; safety plan made together, next session moved to tomorrow.',
      };
  }
}

/** The client's own words, with the change they asked for as a goal of its own. */
function goalsFrom({ brief }: InboxTask) {
  const wished = (brief.goals ?? []).map(({ words }) => ({ words }));
  const goals = wished.length ? wished : [{ words: 'Feel more like myself again' }];
  const asked = brief.clientWords && goals.every(({ words }) => words !== brief.clientWords);
  return (asked ? [{ words: brief.clientWords! }, ...goals] : goals).slice(0, 3);
}

/** The first plan is the pathway's; a later one asks more often, and measures again sooner. */
function planFor({ brief, cycle }: InboxTask) {
  if (!brief.plan) {
    return { summary: 'Weekly therapy for low mood and worry', interventions: [WEEKLY_TALKS] };
  }
  return {
    summary: `Plan ${brief.plan.version + 1}: closer steps after the review in cycle ${cycle}`,
    interventions: [WEEKLY_TALKS, ACTIVATION],
    checkIns: [weekly('P1W', 'thu')],
    reassessEvery: 'P4W',
  };
}

/** The pathway's weekly check-in with another cadence. */
export const weekly = (every: string, day: string) => ({
  id: 'weekly',
  form: 'attune-check-in',
  cadence: { phases: [{ every }], at: '10:00', days: [day] },
  window: 'P1D',
  reminders: ['P1D'],
  expiresAfter: 'P3D',
});

function offTrack({ brief }: InboxTask): Decision {
  const offered = (choice: string) => brief.playbook?.some((play) => play.choice === choice);
  if (brief.track?.flag === 'red' && offered('step-up'))
    return { outcome: 'step-up', reason: 'Reliably worse than at the start; talked about it by phone.' };
  return {
    outcome: 'change-cadence',
    reason: 'Not better yet: closer steps, and measured again sooner.',
    detail: { checkIns: [weekly('P1W', 'thu')], reassessEvery: 'P4W' },
  };
}

const REMISSION = 5;
const GIVEN_UP_AFTER = 3;
/** The cycle that the first reassessment opens. */
const FIRST_REVIEW = 2;

function reviewed({ brief, cycle }: InboxTask): Decision {
  const phq9 = brief.measures?.find(({ measure }) => measure === 'phq-9');
  if ((brief.checkIns?.missedInARow ?? 0) >= GIVEN_UP_AFTER) {
    return cycle > 2
      ? { outcome: 'discharge', reason: 'Not reached for twelve weeks; a letter with the way back was sent.' }
      : { outcome: 'continue', reason: 'Not reached; the door stays open for another round.' };
  }
  if (phq9 && phq9.last < REMISSION && phq9.baseline >= REMISSION) {
    return { outcome: 'discharge', reason: 'In remission, and the goals are reached.' };
  }
  if (phq9?.reliable === 'improved')
    return { outcome: 'continue', reason: 'Getting better under this plan.' };
  if (phq9?.reliable !== 'deteriorated') return { outcome: 'adjust', reason: 'No reliable change yet.' };
  if (cycle > FIRST_REVIEW) return { outcome: 'adjust', reason: 'Worse still; another way is needed.' };
  return { outcome: 'step-up', reason: 'Reliably worse than at the start.' };
}
