import type { PlanEvent } from '../events/plans.ts';
import { inQuotes, type Told } from './line.ts';

/** The sentence for what happened to goals and plans. */
export function tellOfPlans(event: PlanEvent, by: string, person: (id: string) => string): Told | undefined {
  switch (event.type) {
    case 'goals.wished':
      return {
        kind: 'goal',
        what: `The client wishes for: ${listed(event.goals)}`,
        why: inQuotes(event.mattersMost),
      };
    case 'goals.proposed':
      return { kind: 'goal', what: `${person(event.by)} proposed the goals: ${listed(event.goals)}` };
    case 'goals.settled': {
      const goals = listed(event.goals);
      return event.state === 'agreed'
        ? { kind: 'goal', what: `The goals are agreed: ${goals}`, why: event.why }
        : {
            kind: 'goal',
            what: `The goals stand with a disagreement on record: ${goals}`,
            why: inQuotes(event.why),
          };
    }
    case 'goals.questioned':
      return { kind: 'goal', what: 'The client asked to change the goals', why: inQuotes(event.words) };
    case 'plan.drafted':
      return {
        kind: 'plan',
        what: `${person(event.plan.draftedBy)} wrote version ${event.plan.version} of the plan: “${event.plan.summary}”`,
      };
    case 'plan.activated':
      return { kind: 'plan', what: `Version ${event.version} of the plan came into force`, why: event.why };
    case 'plan.questioned':
      return { kind: 'plan', what: 'The client asked about the plan', why: inQuotes(event.words) };
    case 'plan.reviewed':
      return { kind: 'plan', what: `${person(by)} reviewed the plan`, why: event.why };
    case 'plan.signed': {
      const { signature } = event;
      const who = signature.as === 'client' ? 'The client' : person(signature.by);
      const why = HOW_SIGNED.includes(signature.how) ? signature.how : inQuotes(signature.how);
      return { kind: 'plan', what: `${who} signed version ${event.version} of the plan`, why };
    }
    case 'background.recorded':
      return {
        kind: 'care',
        what: `${person(by)} recorded the client’s wishes and history`,
        why: inQuotes(event.why),
      };
    case 'suggestion.decided': {
      const { decision, title, reason } = event.decision;
      const done = { accept: 'accepted', edit: 'changed and accepted', reject: 'rejected' }[decision];
      return { kind: 'plan', what: `${person(by)} ${done} the suggestion “${title}”`, why: inQuotes(reason) };
    }
    case 'safety-plan.written':
      return {
        kind: 'plan',
        what: `${person(by)} wrote version ${event.version} of the safety plan`,
        why: inQuotes(event.why),
      };
    case 'safety-plan.reviewed':
      return {
        kind: 'plan',
        what: `${person(by)} went through version ${event.version} of the safety plan with the client`,
      };
    case 'wellness-plan.written':
      return { kind: 'plan', what: `${person(by)} wrote the wellness plan`, why: inQuotes(event.why) };
    case 'booster.skipped':
      return { kind: 'answer', what: `Check-in ${event.n} after care was not asked`, why: event.why };
    case 'boosters.stopped':
      return { kind: 'care', what: `${person(by)} ended the check-ins after care`, why: inQuotes(event.why) };
    case 'session.recorded': {
      const what = event.what ?? 'a session';
      return {
        kind: 'care',
        what: event.attended ? `The client came to ${what}` : `The client did not come to ${what}`,
        why: `recorded by ${person(by)}`,
      };
    }
    case 'goals.rated': {
      const levels = event.ratings.map(
        ({ goal, level }) => `goal ${goal} at ${level > 0 ? '+' : ''}${level}`,
      );
      const t = Math.round(10 * event.t) / 10;
      return {
        kind: 'goal',
        what: `Goals were rated: ${levels.join(', ')}; attainment ${t} (50 is as expected)`,
      };
    }
    case 'track.changed':
      return { kind: 'care', what: TRACK[event.flag], why: event.because };
    default: {
      const untold: never = event;
      throw new Error(`no sentence for ${(untold as PlanEvent).type}`);
    }
  }
}

/** Of a signature that is there by itself; of any other somebody says how. */
const HOW_SIGNED = ['signed in, as its author', 'on their own page', 'by an answer that staff recorded'];

const TRACK = {
  red: 'Care is not on track (red)',
  amber: 'Care may not be on track (amber)',
  green: 'Care is on track (green)',
} as const;

const listed = (goals: { words: string }[]) => goals.map(({ words }) => `“${words}”`).join(', ');
