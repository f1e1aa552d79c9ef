/** The pathway's schema as a form: which field takes what, and under which word. `functions/care/pathway/pathway.ts`. */
import type { Word } from './texts.ts';

export type Kind =
  | 'text'
  | 'number'
  | 'duration'
  | 'durations'
  | 'time'
  | 'words'
  | 'instrument'
  | 'priority'
  | 'choice'
  | 'owner'
  | 'cadence'
  | 'condition'
  | 'json';
export type Field = { key: string; word: Word; optional?: true } & (
  | { kind: Kind }
  | { group: Field[] }
  | { list: Field[]; empty: Record<string, unknown> }
);
export type Section = { id: Word; fields: Field[] };

const f = (key: string, kind: Kind, word: Word = key as Word): Field => ({ key, kind, word });
const optional = (field: Field): Field => ({ ...field, optional: true });
const asking: Field[] = [f('reminders', 'durations'), f('expiresAfter', 'duration')];
const battery: Field = {
  key: 'battery',
  word: 'battery',
  list: [
    f('instrument', 'instrument'),
    optional(f('shorter', 'instrument')),
    optional(f('when', 'condition')),
  ],
  empty: { instrument: 'phq-9' },
};
const review: Field[] = [
  f('every', 'duration'),
  f('remindBefore', 'duration'),
  f('overdueAfter', 'duration'),
];
const ladder = (key: 'urgent' | 'routine'): Field => ({
  key,
  word: key,
  group: [
    {
      key: 'rungs',
      word: 'rungs',
      list: [f('after', 'duration'), f('to', 'owner')],
      empty: { after: 'PT30M', to: 'clinician' },
    },
    f('repeatEvery', 'duration'),
  ],
});

export const SECTIONS: Section[] = [
  {
    id: 'general',
    fields: [
      f('title', 'text'),
      f('languages', 'words'),
      f('team', 'text'),
      {
        key: 'levels',
        word: 'levels',
        list: [f('id', 'text', 'idWord'), f('title', 'text')],
        empty: { id: 'new-level', title: '' },
      },
      f('startLevel', 'text'),
    ],
  },
  { id: 'intake', fields: [{ key: 'intake', word: 'intake', group: [f('form', 'instrument'), ...asking] }] },
  {
    id: 'assessment',
    fields: [{ key: 'assessment', word: 'assessment', group: [battery, ...asking] }],
  },
  {
    id: 'goals',
    fields: [
      {
        key: 'goals',
        word: 'goals',
        group: [f('form', 'instrument'), f('agreement', 'instrument'), f('atMost', 'number'), ...asking],
      },
    ],
  },
  {
    id: 'plan',
    fields: [
      {
        key: 'plan',
        word: 'plan',
        group: [
          f('acknowledgement', 'instrument'),
          {
            key: 'review',
            word: 'review',
            group: [...review, optional(f('payers', 'json'))],
          },
          ...asking,
        ],
      },
    ],
  },
  {
    id: 'checkIns',
    fields: [
      {
        key: 'checkIns',
        word: 'checkIns',
        list: [
          f('id', 'text', 'idWord'),
          f('form', 'instrument'),
          optional(f('shorter', 'instrument')),
          f('cadence', 'cadence'),
          f('window', 'duration'),
          ...asking,
        ],
        empty: {
          id: 'weekly',
          form: 'attune-check-in',
          cadence: { phases: [{ every: 'P1W' }], at: '10:00' },
          window: 'P1D',
          reminders: ['P1D'],
          expiresAfter: 'P3D',
        },
      },
      optional(f('course', 'json')),
    ],
  },
  {
    id: 'reassessment',
    fields: [
      { key: 'reassessment', word: 'reassessment', group: [f('every', 'duration'), battery, ...asking] },
      {
        key: 'offTrack',
        word: 'offTrack',
        optional: true,
        group: [
          f('againAfter', 'duration'),
          {
            key: 'playbook',
            word: 'playbook',
            list: [f('choice', 'choice'), f('says', 'text')],
            empty: { choice: 'consult', says: '' },
          },
        ],
      },
      optional(f('track', 'json')),
    ],
  },
  {
    id: 'alerts',
    fields: [
      {
        key: 'alerts',
        word: 'alerts',
        list: [
          f('id', 'text', 'idWord'),
          f('when', 'condition'),
          f('priority', 'priority'),
          f('title', 'text', 'taskTitle'),
        ],
        empty: {
          id: 'new-rule',
          when: { measure: 'phq-9', is: 'at least', value: 20 },
          priority: 'routine',
          title: '',
        },
      },
      f('taskDueWorkingDays', 'number'),
    ],
  },
  {
    id: 'escalation',
    fields: [{ key: 'escalation', word: 'escalation', group: [ladder('urgent'), ladder('routine')] }],
  },
  {
    id: 'messages',
    fields: [
      { key: 'quietHours', word: 'quietHours', group: [f('from', 'time'), f('to', 'time', 'until')] },
      {
        key: 'burden',
        word: 'burden',
        group: [f('messagesPerDay', 'number'), f('messagesPerWeek', 'number')],
      },
      {
        key: 'silence',
        word: 'silence',
        optional: true,
        group: [optional(f('otherChannel', 'number')), optional(f('shorterForm', 'number'))],
      },
      optional(f('calendar', 'json')),
    ],
  },
];
