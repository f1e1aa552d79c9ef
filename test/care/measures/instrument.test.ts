import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import {
  askable,
  type Instrument,
  instrumentSchema,
  itemsOf,
  languagesOf,
  readAnswers,
} from '../../../functions/care/measures/instrument.ts';

const phq9 = content.instruments['phq-9']!;
const checkIn = content.instruments['attune-check-in']!;
const intake = content.instruments['attune-intake']!;
const NOT_AT_ALL = 'LA6568-5';

const preferences = instrumentSchema.parse({
  questionnaire: {
    ...intake.questionnaire,
    item: [
      {
        linkId: 'days',
        text: 'Which days suit you?',
        type: 'choice',
        repeats: true,
        required: true,
        answerOption: ['mon', 'tue'].map((code) => ({
          valueCoding: { system: 'urn:days', code, display: code },
        })),
      },
      { linkId: 'weight', text: 'Weight in kg', type: 'decimal' },
    ],
  },
  scoring: intake.scoring,
});

const faults = (instrument: Instrument, raw: unknown) => {
  const read = readAnswers(instrument, raw);
  return 'faults' in read ? read.faults.map(({ linkId, fault }) => `${linkId}: ${fault}`) : [];
};

describe('the instruments that ship', () => {
  test.each(Object.entries(content.instruments))('%s is filed under its own id and measure', (id, one) => {
    expect([one.questionnaire.id, one.scoring.measure]).toEqual([id, id]);
  });

  const restricted = Object.values(content.instruments).filter(
    (one) => one.scoring.licence.status === 'restricted',
  );

  test('can be asked in English, and in Spanish where its wording was confirmed', () => {
    const languages = Object.groupBy(Object.values(content.instruments), (one) => languagesOf(one).join());
    const ids = (offered: string) => languages[offered]?.map(({ questionnaire }) => questionnaire.id).sort();
    expect(ids('en,es')).toEqual(
      'attune-agreement attune-check-in attune-check-in-trauma attune-goals attune-intake attune-plan attune-session gad-2 gad-7 phq-2 phq-9'.split(
        ' ',
      ),
    );
    expect(ids('en')).toEqual(['core-10', 'k10', 'k6', 'pc-ptsd-5', 'pcl-5']);
    expect(languages['']).toEqual(restricted);
  });

  test('carry neither item text nor answer text where the licence is restricted, and say whom to ask', () => {
    expect(restricted.map(({ scoring }) => scoring.measure).sort()).toEqual(
      'asrm audit audit-c c-ssrs dast-10 epds isi mdq pss-10 pss-4 scoff ucla-3 whodas-12 who-5 wsas'
        .split(' ')
        .sort(),
    );
    for (const one of restricted) {
      expect(JSON.stringify(one.questionnaire.item)).not.toMatch(/"(text|display|_text|_display)"/);
      expect(one.scoring.licence.ask).toBeTruthy();
      expect(askable(one)).toBe(false);
    }
  });

  test('CORE-10 is attributed and untranslated, as CC BY-ND has it', () => {
    const core10 = content.instruments['core-10']!;
    expect(core10.scoring.licence.status).toBe('attribution');
    expect(core10.questionnaire.copyright).toContain('© CORE System Trust');
    expect(JSON.stringify(core10)).not.toContain('StructureDefinition/translation');
  });

  test('use only LOINC codes that were looked up', () => {
    const codes = Object.values(content.instruments).flatMap((one) => [
      ...(one.questionnaire.code ?? []),
      ...('code' in one.scoring && one.scoring.code ? [one.scoring.code] : []),
      ...itemsOf(one).flatMap(({ code }) => code ?? []),
    ]);
    const known =
      '44249-1 44261-6 44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 55757-9 55758-7 ' +
      '69737-5 70274-6 69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7 101697-1 101698-9 62746-3 ' +
      '72110-0 75624-7 72109-2 75626-2 68518-0 68519-8 68520-6 97734-8 97735-5 97736-3 97737-1 97738-9 97739-7 ' +
      '97740-5 82666-9 82667-7 106860-0 93373-9 93246-7 93247-5 93248-3 93249-1 93250-9 93267-3 93269-9';
    expect(new Set(codes.map(({ code }) => code))).toEqual(new Set(known.split(' ')));
  });

  test('PHQ-9 puts the self-harm item ninth and watches it from its first step', () => {
    expect(itemsOf(phq9).find(({ linkId }) => linkId === '9')?.code).toEqual([
      { system: 'http://loinc.org', code: '44260-8' },
    ]);
    expect(phq9.scoring.riskItems).toEqual([{ linkId: '9', atLeast: 1 }]);
  });

  test('PHQ-2 and GAD-2 ask the first two questions of the longer ones, word for word', () => {
    for (const [short, long] of [
      ['phq-2', 'phq-9'],
      ['gad-2', 'gad-7'],
    ] as const)
      expect(itemsOf(content.instruments[short]!)).toEqual(itemsOf(content.instruments[long]!).slice(0, 3));
  });

  test('the intake form asks nothing about self-harm and requires one answer only', () => {
    expect(readAnswers(intake, {})).toEqual({ answers: {}, missing: ['reason'] });
    expect(JSON.stringify(intake.questionnaire)).not.toMatch(/suicid|harm yourself|hacerse daño/i);
  });
});

describe('an instrument file is refused', () => {
  const withItem = (change: object) => ({
    ...phq9,
    questionnaire: {
      ...phq9.questionnaire,
      item: phq9.questionnaire.item.map((item) => (item.linkId === '9' ? { ...item, ...change } : item)),
    },
  });
  const [heading, ...scored] = phq9.questionnaire.item;
  const withHeading = (change: object) => ({
    ...phq9,
    questionnaire: { ...phq9.questionnaire, item: [{ ...heading, ...change }, ...scored] },
  });
  const options = scored[0]!.answerOption!;
  const withScoring = (change: object) => ({ ...phq9, scoring: { ...phq9.scoring, ...change } });
  const { bands } = phq9.scoring as { bands: object[] };
  const ucla = content.instruments['ucla-3']!;
  const restrictedWith = (change: object) => {
    const copy = structuredClone(ucla);
    Object.assign(copy.questionnaire.item[0]!.answerOption![0]!.valueCoding, change);
    return copy;
  };

  test.each([
    [
      'when a restricted licence comes with item text',
      withScoring({ licence: { ...phq9.scoring.licence, status: 'restricted' } }),
    ],
    ['when it has a field that Attune does not run', withItem({ answerValueSet: '#list' })],
    [
      'when an item hangs on one that comes after it',
      withHeading({ enableWhen: [{ question: '1', operator: 'exists', answerBoolean: true }] }),
    ],
    [
      'when an item hangs on an answer that is no option',
      withItem({ enableWhen: [{ question: '1', operator: '=', answerCoding: { code: 'never' } }] }),
    ],
    [
      'when an item hangs on two conditions, and whether on both is not said',
      withItem({
        enableWhen: ['1', '2'].map((question) => ({ question, operator: 'exists', answerBoolean: true })),
      }),
    ],
    ['when a restricted licence comes with answers’ text', restrictedWith({ display: 'Never' })],
    [
      'when two items share a linkId',
      {
        ...phq9,
        questionnaire: {
          ...phq9.questionnaire,
          item: [...phq9.questionnaire.item, phq9.questionnaire.item[0]],
        },
      },
    ],
    ['when a scored item may be left out', withItem({ required: false })],
    ['when a scored item has no ordinals', withItem({ type: 'text', answerOption: undefined })],
    ['when the range is not what the items add up to', withScoring({ range: { from: 0, to: 28 } })],
    ['when its bands leave a gap', withScoring({ bands: bands.filter((_, at) => at !== 2) })],
    ['when its bands stop short', withScoring({ bands: bands.slice(0, -1) })],
    ['when two options of an item share a code', withItem({ answerOption: [...options, options[0]] })],
    ['when a number repeats', withHeading({ type: 'integer', repeats: true })],
    ['when a heading has options', withHeading({ answerOption: options })],
    ['when a group is empty', withHeading({ type: 'group' })],
    ['when an item has no text', withHeading({ text: undefined })],
    [
      'when an item is scored twice, even where the range allows for it',
      withScoring({ items: [...'1234567899'], range: { from: 0, to: 30 }, bands: [] }),
    ],
    ['when its risk item does not exist', withScoring({ riskItems: [{ linkId: '10', atLeast: 1 }] })],
    ['when its reversed item does not exist', withScoring({ reversed: ['10'] })],
    [
      'when a subscale’s range is not what its items add up to',
      withScoring({
        subscales: [{ id: 'mood', title: 'Mood', items: ['1', '2'], range: { from: 0, to: 7 } }],
      }),
    ],
    [
      'when a flag speaks of what is not there',
      withScoring({
        flags: [
          { id: 'high', title: 'High', source: 'a test', when: { measure: 'sum', is: 'at least', value: 1 } },
        ],
      }),
    ],
    ['when caseness points the wrong way', withScoring({ caseness: { atMost: 10, source: 'a test' } })],
    ['when remission points the wrong way', withScoring({ remission: { atLeast: 5, source: 'a test' } })],
  ])('%s', (_, file) => {
    expect(instrumentSchema.safeParse(phq9).success).toBe(true);
    expect(instrumentSchema.safeParse(file).success).toBe(false);
  });
});

describe('reading answers', () => {
  test('keeps half a form and says what is missing', () => {
    expect(readAnswers(phq9, { '1': NOT_AT_ALL, '9': 'LA6571-9' })).toEqual({
      answers: { '1': NOT_AT_ALL, '9': 'LA6571-9' },
      missing: ['2', '3', '4', '5', '6', '7', '8'],
    });
  });

  test('takes a blank text and an empty list for no answer', () => {
    expect(readAnswers(intake, { reason: ' \n ' })).toEqual({ answers: {}, missing: ['reason'] });
    expect(readAnswers(preferences, { days: [] })).toEqual({ answers: {}, missing: ['days'] });
  });

  test('takes both ends of a range', () => {
    expect(faults(checkIn, { mood: 0, stress: 10 })).toEqual([]);
  });

  test('takes several codes where the choice repeats, each once', () => {
    expect(faults(preferences, { days: ['mon', 'tue'] })).toEqual([]);
    expect(faults(preferences, { days: ['mon', 'mon'] })).toEqual(['days: unknown answer']);
    expect(faults(preferences, { days: 'mon' })).toEqual(['days: wrong type']);
  });

  test.each([
    ['an item that is not asked', phq9, { '10': NOT_AT_ALL }, '10: unknown item'],
    ['an answer to a heading', phq9, { stem: 'yes' }, 'stem: unknown item'],
    ['an answer to a group', checkIn, { goals: 1 }, 'goals: unknown item'],
    ['a code that is no option', phq9, { '1': 'LA0000-0' }, '1: unknown answer'],
    ['an ordinal for a code', phq9, { '1': 0 }, '1: wrong type'],
    ['a blank for a code', phq9, { '1': '' }, '1: unknown answer'],
    ['a list for one code', phq9, { '1': [NOT_AT_ALL] }, '1: wrong type'],
    ['"3" for a number', checkIn, { mood: '3' }, 'mood: wrong type'],
    ['half a point', checkIn, { mood: 3.5 }, 'mood: wrong type'],
    ['not a number', checkIn, { mood: Number.NaN }, 'mood: wrong type'],
    ['an endless decimal', preferences, { weight: Number.POSITIVE_INFINITY }, 'weight: wrong type'],
    ['a number below its range', checkIn, { mood: -1 }, 'mood: out of range'],
    ['a number above its range', checkIn, { mood: 11 }, 'mood: out of range'],
    ['nothing given on purpose', checkIn, { mood: null }, 'mood: wrong type'],
    ['a word for yes or no', intake, { medicine: 'true' }, 'medicine: wrong type'],
    ['a text of 2,001 letters', intake, { reason: 'a'.repeat(2001) }, 'reason: too long'],
    ['a name of 101 letters', intake, { 'emergency-name': 'a'.repeat(101) }, 'emergency-name: too long'],
    ['half a surrogate pair', intake, { reason: '\ud83d' }, 'reason: wrong type'],
    ['a list', phq9, [NOT_AT_ALL], ': wrong type'],
    ['nothing at all', phq9, null, ': wrong type'],
  ])('refuses %s', (_, instrument, raw, fault) => {
    expect(faults(instrument, raw)).toEqual([fault]);
  });

  test('takes a text of 2,000 letters', () => {
    expect(faults(intake, { reason: 'a'.repeat(2000) })).toEqual([]);
  });

  test('does not let an answer reach the prototype', () => {
    expect(faults(phq9, JSON.parse('{"__proto__": {"1": "LA6568-5"}}'))).toEqual(['__proto__: unknown item']);
    expect(faults(phq9, { constructor: NOT_AT_ALL })).toEqual(['constructor: unknown item']);
  });

  test('names every fault, not the first', () => {
    expect(faults(checkIn, { mood: 11, stress: '2' })).toEqual(['mood: out of range', 'stress: wrong type']);
  });
});
