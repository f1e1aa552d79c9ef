import type { Event } from '../../functions/care/events.ts';

/** All that the care cycle is made of. */
export const STAGES = [
  'the intake form was answered',
  'the assessment grew by what its answers called for',
  'the assessment was answered',
  'the client named goals',
  'the client asked to change the proposed goals',
  'the goals were agreed',
  'the first plan came into force',
  'a check-in was answered',
  'a check-in was answered after its reminder',
  'a check-in was missed',
  'a check-in was answered late',
  'a positive risk answer made an urgent task',
  'the urgent task was acknowledged',
  'the urgent task ended with a disposition',
  'a reassessment was answered',
  'a review adjusted the plan',
  'a new plan with another cadence came into force',
  'a review stepped care down',
  'the level of care went down',
  'the client was discharged',
  'a suggestion was accepted, with the reason',
  'a suggestion was rejected, with the reason',
  'what was accepted came into the plan',
  'a session was held',
  'the client said how a session was',
  'the goals were rated against their scales',
  'care was seen not to be on track',
  'severe side effects made a task',
  'the client’s own safety plan was written',
  'the client’s own wellness plan was written',
  'a check-in after care was answered',
] as const;
export type Stage = (typeof STAGES)[number];

/** Which of the stages the log tells of. */
export function milestones(events: Event[]): Set<Stage> {
  const reached = new Set<Stage>();
  const asked = new Map<string, string>();
  const reminded = new Set<string>();
  const kinds = new Map<string, string>();
  const cadences = new Map<number, string>();
  for (const event of events) {
    const stage = stageIn(event);
    if (stage) reached.add(stage);
  }
  return reached;

  function stageIn(event: Event): Stage | undefined {
    switch (event.type) {
      case 'request.opened':
        asked.set(event.request.id, event.request.ask);
        return undefined;
      case 'message.intended':
        if (event.message.template.startsWith('reminder.')) reminded.add(event.message.requestId!);
        return undefined;
      case 'request.extended':
        return 'the assessment grew by what its answers called for';
      case 'request.ended':
        return ended(event);
      case 'response.received':
        return event.late && asked.get(event.requestId) === 'check-in'
          ? 'a check-in was answered late'
          : undefined;
      case 'goals.wished':
        return 'the client named goals';
      case 'goals.questioned':
        return 'the client asked to change the proposed goals';
      case 'goals.settled':
        return event.state === 'agreed' ? 'the goals were agreed' : undefined;
      case 'plan.drafted':
        cadences.set(event.plan.version, JSON.stringify(event.plan.checkIns));
        return event.plan.interventions.some(({ option }) => option)
          ? 'what was accepted came into the plan'
          : undefined;
      case 'suggestion.decided':
        return event.decision.decision === 'reject'
          ? 'a suggestion was rejected, with the reason'
          : 'a suggestion was accepted, with the reason';
      case 'session.recorded':
        return event.attended ? 'a session was held' : undefined;
      case 'goals.rated':
        return 'the goals were rated against their scales';
      case 'track.changed':
        return event.flag === 'green' ? undefined : 'care was seen not to be on track';
      case 'safety-plan.written':
        return 'the client’s own safety plan was written';
      case 'wellness-plan.written':
        return 'the client’s own wellness plan was written';
      case 'plan.activated': {
        if (event.version === 1) return 'the first plan came into force';
        const other = cadences.get(event.version) !== cadences.get(event.version - 1);
        return other ? 'a new plan with another cadence came into force' : undefined;
      }
      case 'task.opened':
        kinds.set(event.task.id, event.task.kind);
        if (event.task.findings.some(({ rule }) => rule === 'side-effects-severe'))
          return 'severe side effects made a task';
        return event.task.kind === 'urgent' ? 'a positive risk answer made an urgent task' : undefined;
      case 'task.acknowledged':
        return kinds.get(event.taskId) === 'urgent' ? 'the urgent task was acknowledged' : undefined;
      case 'task.completed':
        if (kinds.get(event.taskId) === 'urgent') return 'the urgent task ended with a disposition';
        if (event.outcome === 'adjust') return 'a review adjusted the plan';
        return event.outcome === 'step-down' ? 'a review stepped care down' : undefined;
      case 'episode.level':
        return 'the level of care went down';
      case 'episode.ended':
        return 'the client was discharged';
      default:
        return undefined;
    }
  }

  function ended({ requestId, outcome }: Extract<Event, { type: 'request.ended' }>): Stage | undefined {
    const ask = asked.get(requestId);
    if (ask === 'check-in' && outcome === 'expired') return 'a check-in was missed';
    if (outcome !== 'answered') return undefined;
    if (ask === 'intake') return 'the intake form was answered';
    if (ask === 'packet') return 'the assessment was answered';
    if (ask === 'after-session') return 'the client said how a session was';
    if (ask === 'booster') return 'a check-in after care was answered';
    if (ask === 'reassessment') return 'a reassessment was answered';
    if (ask !== 'check-in') return undefined;
    return reminded.has(requestId) ? 'a check-in was answered after its reminder' : 'a check-in was answered';
  }
}
