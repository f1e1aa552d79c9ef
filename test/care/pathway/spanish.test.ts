/** An admin who writes a pathway, and reads Spanish. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { conditionWords } from '../../../functions/care/pathway/condition-words.ts';
import { pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { pathwayDifference } from '../../../functions/care/pathway/pathway-difference.ts';
import { sayFault } from '../../../functions/care/sentences.ts';
import { type Changes, changed, check, known } from '../../support/pathways.ts';
import { inEnglish, say } from '../../support/spanish.ts';

const words = conditionWords('es');
const found = (changes: Changes) => {
  const { faults, warnings } = check(changes, { ...known, words });
  return [...faults, ...warnings].map((one) => sayFault(say, one));
};
const leftInEnglish = (faults: ReturnType<typeof found>) =>
  faults.filter(({ fault, mend }) => inEnglish(fault) || inEnglish(mend));

const alert = (id: string, when: object) => ({ id, when, priority: 'routine', title: 'Look' });
const shipped = changed({}) as { alerts: object[] };
const wording = { sms: 'www.example.org, your depression', email: { subject: '{link}', text: 'Hello' } };

/** Wrong in about every way that a pathway can be. */
const SPOILED: Changes = {
  startLevel: 'inpatient',
  'intake.form': 'intake',
  'plan.acknowledgement': 'gad-2',
  'goals.form': 'c-ssrs',
  'languages[2]': 'de',
  'reassessment.every': 'P1W',
  'reassessment.battery[2]': { instrument: 'attune-plan' },
  'reassessment.battery[3]': { instrument: 'phq-9', shorter: 'gad-7' },
  'assessment.battery[2].when': { measure: 'gad-7', is: 'at least', value: 10 },
  'assessment.battery[3].when': { not: { all: [{ measure: 'phq-2', is: 'at most', value: 9 }] } },
  'intake.reminders': ['PT0S', 'P10D', 'P2D'],
  'goals.expiresAfter': 'P0D',
  'plan.expiresAfter': 'P31D',
  'plan.review.remindBefore': 'P90D',
  calendar: { zone: 'UTC', hours: { mon: ['17:00', '09:00'] }, holidays: [] },
  quietHours: { from: '21:30', to: '07:00' },
  'checkIns[0].cadence.at': '22:00',
  'checkIns[0].cadence.phases': [{ every: 'P10D' }, { every: 'PT12H' }],
  'checkIns[1]': {
    ...(shipped as unknown as { checkIns: object[] }).checkIns[0],
    expiresAfter: 'P8D',
    window: 'P8D',
  },
  'escalation.urgent.rungs': [
    { after: 'PT2H', to: { team: 'night' } },
    { after: 'PT1H', to: 'clinician' },
  ],
  'escalation.routine': { rungs: [], repeatEvery: 'PT0S' },
  silence: { otherChannel: 1 },
  track: { marks: [{ instrument: 'phq-10', from: [{ week: 4, total: 10 }], source: 'ours' }] },
  wording: { en: { 'request.intake': wording }, fr: { 'request.intake': wording } },
  alerts: [
    shipped.alerts[0],
    shipped.alerts[0],
    alert('a', { measure: 'madrs', is: 'at least', value: 1 }),
    alert('b', { measure: 'phq-9#12', is: 'at least', value: 1 }),
    alert('c', { measure: 'attune-check-in', is: 'at least', value: 1 }),
    alert('d', { measure: 'phq-2.change', is: 'at least', value: 1 }),
    alert('e', { measure: 'attune-check-in#side-effects.new', is: 'at least', value: 1 }),
    alert('f', { measure: 'attune-check-in#side-effects-kinds', is: 'at least', value: 1 }),
    alert('g', { measure: 'phq-9', is: 'at least', value: 'many' }),
    alert('h', { measure: 'attune-check-in#medicine', is: 'more than', value: 'no' }),
    alert('i', { measure: 'phq-9', is: 'at least', value: 28 }),
    alert('j', { measure: 'goals.lowest-rating', is: 'at least', value: 0 }),
    alert('k', {
      all: [
        { measure: 'check-ins.missed-in-a-row', is: 'at least', value: 3 },
        { not: { measure: 'check-ins.missed-in-a-row', is: 'more than', value: 1 } },
      ],
    }),
    alert('l', { measure: 'phq-9.from-usual', is: 'at least', value: 3 }),
    alert('m', { measure: 'attune-intake#medicine.before', is: 'equal to', value: true }),
  ],
};

/** No pathway at all, by its schema. */
const MISSHAPEN: Changes = {
  title: '',
  team: undefined,
  levels: [],
  'languages[0]': 'Spanish',
  'intake.expiresAfter': 'three days',
  'goals.atMost': 'three',
  'quietHours.from': 20,
  'escalation.urgent.rungs[0].to': 'nobody',
  'alerts[0].priority': 'soon',
  'alerts[0].when': { measure: 'phq-9' },
  'checkIns[0].cadence.days': ['moonday'],
  'checkIns[0].cadence.hour': 9,
};

/** To be published, with what is remarked on. */
const REMARKABLE: Changes = {
  'checkIns[0].reminders': ['PT2H', 'PT4H'],
  'checkIns[0].cadence': { phases: [{ every: 'P1D' }], at: '10:00' },
  'checkIns[0].expiresAfter': 'P1D',
  'checkIns[0].window': 'PT2H',
  'reassessment.every': 'P9D',
  'reassessment.expiresAfter': 'P8D',
  silence: { shorterForm: 4 },
};

it.each([
  ['a spoiled pathway', SPOILED, 45],
  ['no pathway', MISSHAPEN, 12],
  ['a pathway worth a remark', REMARKABLE, 6],
])('finds no English word in what is told of %s', (_, changes, least) => {
  const faults = found(changes);
  expect(leftInEnglish(faults)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(least);
});

it('reads what is new in a draft, each field by its name', () => {
  const [before, after] = [changed({}), changed(REMARKABLE)].map((raw) => pathwaySchema.parse(raw));
  const gone = { ...after!, afterSession: undefined, alerts: after!.alerts.slice(1), languages: ['en'] };
  const escalation = { ...gone.escalation, routine: gone.escalation.urgent };
  const inSpanish = (one: typeof before, other: typeof before) =>
    pathwayDifference(one!, other!, {}, { words, inTheirs: say }).filter((line) => !line.includes('every'));
  const lines = [
    ...inSpanish(before, { ...gone, escalation }),
    ...inSpanish({ ...gone, escalation }, before),
  ];
  expect(lines.filter((line) => inEnglish(line.replace(/equipo [\w-]+/g, '')))).toEqual([]);
  expect(lines).toContain('Reevaluación, termina tras: ahora P8D, antes: P7D.');
  expect(lines.length).toBeGreaterThan(20);
});

it('finds every field of a pathway named', () => {
  const all = fieldsOf(z.toJSONSchema(pathwaySchema, { unrepresentable: 'any' }));
  const names = all.filter((name) => !OF_A_CONDITION.includes(name));
  expect(names.length).toBeGreaterThan(70);
  expect(names.filter((name) => say(`pathway.${name}`) === `pathway.${name}`)).toEqual([]);
});

/** Which is said whole. */
const OF_A_CONDITION = ['all', 'any', 'not', 'measure', 'is', 'value'];

function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: object };
  return [...new Set([...Object.keys(properties), ...Object.values(schema).flatMap(fieldsOf)])];
}
