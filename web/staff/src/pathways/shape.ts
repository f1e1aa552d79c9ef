/** The pathway's schema as a form: which field takes what, and under which word. `functions/care/pathway/pathway.ts`. */
import type { Word } from './texts.ts';

export type Kind =
  | 'text'
  | 'number'
  | 'duration'
  | 'durations'
  | 'time'
  | 'languages'
  | 'level'
  | 'team'
  | 'instrument'
  | 'priority'
  | 'play'
  | 'owner'
  | 'condition'
  | 'days'
  | 'zone'
  | 'hours'
  | 'dates'
  | 'wording';
/** `start`: what an optional field begins as. `map`: a list by a name of the admin's own. */
export type Field = { key: string; word: Word; start?: unknown } & (
  | { kind: Kind }
  | { group: Field[] }
  | { list: Field[]; empty: Record<string, unknown> }
  | { map: Field[]; empty: Record<string, unknown> }
);
export type Section = { id: Word; fields: Field[] };

/** As `functions/care/pathway/pathway.ts` has them; that the two agree is tested. */
export const PLAYS = [
  'step-up',
  'add-module',
  'change-cadence',
  'consult',
  'review-plan',
  'reassess-now',
  'carry-on',
] as const;

const f = (key: string, kind: Kind, word: Word = key as Word): Field => ({ key, kind, word });
const optional = (field: Field, start: unknown): Field => ({ ...field, start });
const group = (key: Word, fields: Field[]): Field => ({ key, word: key, group: fields });
const asking: Field[] = [f('reminders', 'durations'), f('expiresAfter', 'duration')];
const shorter = optional(f('shorter', 'instrument'), 'phq-2');
const cadence: Field[] = [
  {
    key: 'phases',
    word: 'phases',
    list: [f('every', 'duration'), optional(f('times', 'number'), 8)],
    empty: { every: 'P1W' },
  },
  f('at', 'time'),
  optional(f('days', 'days'), ['tue']),
];
const weekly = { phases: [{ every: 'P1W' }], at: '10:00' };
const battery: Field = {
  key: 'battery',
  word: 'battery',
  list: [
    f('instrument', 'instrument'),
    shorter,
    optional(f('when', 'condition'), { measure: 'phq-2', is: 'at least', value: 3 }),
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
    f('repeatEvery', 'duration', key === 'urgent' ? 'urgentRepeatEvery' : undefined),
  ],
});

export const SECTIONS: Section[] = [
  {
    id: 'general',
    fields: [
      f('title', 'text'),
      f('languages', 'languages'),
      f('team', 'team'),
      {
        key: 'levels',
        word: 'levels',
        list: [f('id', 'text', 'idWord'), f('title', 'text')],
        empty: { id: 'new-level', title: '' },
      },
      f('startLevel', 'level'),
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
            group: [
              ...review,
              optional(
                {
                  key: 'payers',
                  word: 'payers',
                  map: review,
                  empty: { every: 'P90D', remindBefore: 'P14D', overdueAfter: 'P7D' },
                },
                {},
              ),
            ],
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
          shorter,
          group('cadence', cadence),
          f('window', 'duration'),
          ...asking,
        ],
        empty: {
          id: 'weekly',
          form: 'attune-check-in',
          cadence: weekly,
          window: 'P1D',
          reminders: ['P1D'],
          expiresAfter: 'P3D',
        },
      },
      optional(group('afterSession', [f('form', 'instrument'), ...asking]), {
        form: 'attune-session',
        reminders: ['P1D'],
        expiresAfter: 'P3D',
      }),
      optional(
        group('course', [
          f('title', 'text'),
          optional(f('option', 'text', 'courseOption'), 'tms'),
          { key: 'sessions', word: 'sessions', list: cadence, empty: weekly },
          {
            key: 'checks',
            word: 'checks',
            list: [f('at', 'text', 'checkAt'), f('says', 'text'), f('source', 'text')],
            empty: { at: '', says: '', source: '' },
          },
        ]),
        { title: '', sessions: [weekly], checks: [{ at: '', says: '', source: '' }] },
      ),
    ],
  },
  {
    id: 'reassessment',
    fields: [
      { key: 'reassessment', word: 'reassessment', group: [f('every', 'duration'), battery, ...asking] },
      {
        key: 'offTrack',
        word: 'offTrack',
        start: { againAfter: 'P4W', playbook: [] },
        group: [
          f('againAfter', 'duration'),
          {
            key: 'playbook',
            word: 'playbook',
            list: [f('choice', 'play'), f('says', 'text')],
            empty: { choice: 'consult', says: '' },
          },
        ],
      },
      optional(
        group('track', [
          f('leastScores', 'number'),
          f('intervalsUntilOld', 'number'),
          group('improvedBy', [f('week', 'number', 'atWeek'), f('source', 'text')]),
          {
            key: 'marks',
            word: 'marks',
            list: [
              f('instrument', 'instrument'),
              {
                key: 'from',
                word: 'marksFrom',
                list: [f('week', 'number', 'atWeek'), f('total', 'number')],
                empty: { week: 4, total: 17 },
              },
              f('source', 'text'),
            ],
            empty: { instrument: 'phq-9', from: [{ week: 4, total: 17 }], source: '' },
          },
        ]),
        { leastScores: 2, intervalsUntilOld: 2, improvedBy: { week: 6, source: '' }, marks: [] },
      ),
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
      group('quietHours', [f('from', 'time'), f('to', 'time', 'until')]),
      {
        key: 'burden',
        word: 'burden',
        group: [f('messagesPerDay', 'number'), f('messagesPerWeek', 'number')],
      },
      {
        key: 'silence',
        word: 'silence',
        start: {},
        group: [optional(f('otherChannel', 'number'), 1), optional(f('shorterForm', 'number'), 2)],
      },
      optional(group('calendar', [f('zone', 'zone'), f('hours', 'hours'), f('holidays', 'dates')]), {
        zone: 'America/New_York',
        hours: Object.fromEntries(
          ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00', '17:00']]),
        ),
        holidays: [],
      }),
    ],
  },
  { id: 'wording', fields: [f('wording', 'wording')] },
  // Shown, not written: what the other parts name.
  { id: 'instruments', fields: [] },
];

/** Which part of the form holds this place. */
export const sectionOf = (path: string): Word => {
  const [key = ''] = path.split(/[.[]/);
  return SECTIONS.find(({ fields }) => fields.some((field) => field.key === key))?.id ?? 'general';
};
