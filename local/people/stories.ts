/** The other stories that the walkthrough can tell: a shipped pathway each, and what has to happen in it. */
import type { Event } from '../../functions/care/events.ts';
import { type Decide, decideAsUsual } from './decisions.ts';
import type { Persona } from './personas.ts';

export type Story = {
  pathway: string;
  weeks: number;
  persona: Persona;
  decide(): Decide;
  /** By what it says: whether the log tells of it. */
  milestones: Record<string, (events: Event[]) => boolean>;
};

const answered = (instrument: string, atLeast: number) => (events: Event[]) =>
  events.filter(
    (event) => event.type === 'response.received' && event.complete && event.instrument === instrument,
  ).length >= atLeast;
const ended = (kind: string, outcome: string, atLeast: number) => (events: Event[]) => {
  const ids = new Set(
    events.flatMap((event) =>
      event.type === 'task.opened' && event.task.kind === kind ? [event.task.id] : [],
    ),
  );
  return (
    events.filter(
      (event) => event.type === 'task.completed' && ids.has(event.taskId) && event.outcome === outcome,
    ).length >= atLeast
  );
};
const found = (rule: string) => (events: Event[]) =>
  events.some(
    (event) => event.type === 'task.opened' && event.task.findings.some((one) => one.rule === rule),
  );

const EXPOSURE = {
  title: 'Prolonged exposure',
  detail: 'Step by step, at a pace that is agreed anew each week; VR-assisted where it helps',
  frequency: 'weekly, 90 minutes',
  option: 'exposure',
};

const planned =
  (summary: string, interventions: object[], reviews: string[]): (() => Decide) =>
  () => {
    let n = 0;
    return (task) => {
      if (task.kind === 'draft-plan')
        return { outcome: 'draft', reason: '', detail: { summary, interventions } };
      if (task.kind !== 'review') return decideAsUsual(task);
      const outcome = reviews[n] ?? 'continue';
      n += 1;
      return { outcome, reason: outcome === 'discharge' ? 'The goals are reached.' : 'It helps; go on.' };
    };
  };

export const STORIES: Record<string, Story> = {
  'adult-trauma': {
    pathway: 'adult-trauma',
    weeks: 22,
    persona: { hours: [0.5, 5], severity: (week) => (week < 8 ? 18 : week < 14 ? 11 : 4) },
    decide: planned(
      'Getting steady first, then exposure in small steps',
      [EXPOSURE],
      ['continue', 'discharge'],
    ),
    milestones: {
      'the screen for trauma was answered': answered('pc-ptsd-5', 1),
      'PCL-5 followed from it, and was asked again': answered('pcl-5', 2),
      'a check-in asked about nightmares': answered('attune-check-in-trauma', 6),
      'most nights with nightmares came before the clinician': found('nightmares'),
      'the client was heard who would like to go slower': found('too-fast'),
      'the client was discharged': (events) => events.some(({ type }) => type === 'episode.ended'),
    },
  },
  'esketamine-course': {
    pathway: 'esketamine-course',
    weeks: 16,
    persona: { hours: [0.5, 4], severity: (week) => Math.max(4, 19 - week) },
    decide: planned(
      'A course of esketamine, with weekly talks',
      [{ title: 'Esketamine', detail: 'By the course schedule, each session watched', option: 'esketamine' }],
      ['continue', 'continue', 'discharge'],
    ),
    milestones: {
      'ten sessions were given, each with what was measured': ended('session', 'session-given', 10),
      'sessions are on the record': (events) =>
        events.filter((event) => event.type === 'session.recorded' && event.attended).length >= 10,
      'PHQ-9 was answered week by week': answered('phq-9', 8),
      'a reassessment was decided on': ended('review', 'continue', 1),
      'the client was discharged': (events) => events.some(({ type }) => type === 'episode.ended'),
    },
  },
};
