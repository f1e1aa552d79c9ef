/** One client on paper, exported: what becomes of what happened. */
import { afterEach, describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { scoreAnswers } from '../../../functions/care/fhir/answers-file.ts';
import { fhirBundle } from '../../../functions/care/fhir/export.ts';
import type { Instrument } from '../../../functions/care/measures/instrument.ts';
import { bundleOf, exportedFrom, lastIssues, ref } from '../../support/exported.ts';
import { onPaper } from '../../support/paper.ts';
import { all, phq9, settings } from '../../support/people.ts';
import { choice, imported, questionnaire } from '../../support/questionnaires.ts';

afterEach(() => {
  expect(lastIssues()).toEqual([]);
});

const LATE = { url: 'urn:attune:extension:late', valueBoolean: true };

const battery = (...instruments: string[]) => ({
  'assessment.battery': instruments.map((instrument) => ({ instrument })),
});
const screened = (...instruments: string[]) => {
  const kim = onPaper(battery(...instruments)).enrol();
  kim.asks('packet');
  return kim;
};

describe('a client who is not in care yet', () => {
  it('is a patient of the clinic with the consents they gave, and no more', () => {
    const bundle = bundleOf(onPaper());
    expect(bundle).toMatchObject({
      type: 'collection',
      timestamp: '2026-01-05T15:00:00.000Z',
      identifier: { system: 'urn:attune:export', value: 'riverside/kim/1' },
    });
    expect(bundle.entry!.map(({ fullUrl }) => fullUrl)).toEqual([
      'https://attune.invalid/riverside/Patient/kim',
      'https://attune.invalid/riverside/Organization/riverside',
      'https://attune.invalid/riverside/Consent/kim.consent-1.sms',
      'https://attune.invalid/riverside/Consent/kim.consent-1.email',
      'https://attune.invalid/riverside/Practitioner/riverside.ada',
      'https://attune.invalid/riverside/Provenance/kim.entry-1',
    ]);
    expect(bundle.entry![0]!.resource).toMatchObject({
      name: [{ text: 'Kim Rivera' }],
      birthDate: '1990-01-01',
      telecom: [
        { system: 'phone', value: '+14155550134', rank: 1 },
        { system: 'email', value: 'kim@example.org', rank: 2 },
      ],
      communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en' }] } }],
    });
  });

  it('has an id that FHIR takes, whatever ours is', () => {
    const kim = onPaper();
    const idOf = (clientId: string) => {
      kim.chart.clientId = clientId;
      return exportedFrom(kim, 'Patient')[0].id;
    };
    expect(idOf('c-Ab_9-_x')).toBe('c-Ab.9-.x');
    const long = 'x_'.repeat(32);
    expect([idOf(long), exportedFrom(kim, 'Provenance')[0].id]).toEqual([
      long.replaceAll('_', '.'),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });

  it('cannot be exported before they were created', () => {
    const { chart, log } = onPaper();
    const nobody = { ...chart, client: undefined };
    const rest = { log, clinic: settings(), instruments: {}, at: '2026-01-05T15:00:00.000Z' };
    expect(() => fhirBundle({ chart: nobody, ...rest })).toThrow('nobody to export');
  });
});

describe('an answer', () => {
  it('is exported as it was given, with its total, band and ranges under LOINC’s code', () => {
    const kim = screened('phq-9');
    kim.answers('packet', { 'phq-9': phq9(0, 2) });
    const [response] = exportedFrom(kim, 'QuestionnaireResponse');
    expect(response).toMatchObject({
      status: 'completed',
      questionnaire: 'urn:attune:instrument:phq-9|1.0.0',
      subject: ref('Patient', 'kim'),
      source: ref('Patient', 'kim'),
      author: ref('Patient', 'kim'),
      authored: '2026-01-05T15:00:00.000Z',
    });
    expect(response.item[0]).toEqual({
      linkId: '1',
      text: 'Little interest or pleasure in doing things',
      answer: [
        {
          valueCoding: {
            system: 'http://loinc.org',
            code: 'LA6570-1',
            display: 'More than half the days',
          },
        },
      ],
    });
    const [total] = exportedFrom(kim, 'Observation');
    expect(total).toMatchObject({
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '44261-6' }, { code: 'phq-9' }] },
      valueQuantity: { value: 16, system: 'http://unitsofmeasure.org', code: '{score}' },
      interpretation: [{ text: 'moderately severe' }],
      derivedFrom: [ref('QuestionnaireResponse', response.id)],
    });
    expect(total.referenceRange).toHaveLength(5);
    expect(total.referenceRange[4]).toMatchObject({
      low: { value: 20 },
      high: { value: 27 },
      text: 'severe',
    });
  });

  it('comes back in with the same score', () => {
    const kim = screened('phq-9', 'gad-7', 'core-10', 'k10');
    kim.answers('packet', { 'phq-9': phq9(1, 2), 'gad-7': all(7, 3) });
    for (const response of exportedFrom(kim, 'QuestionnaireResponse')) {
      const id = response.questionnaire.split(/[:|]/)[3];
      const { total } = scoreAnswers(content.instruments[id]!, response) as { total: number };
      expect(total).toBe({ 'phq-9': 17, 'gad-7': 21 }[id as string]);
    }
  });

  it('that came late is flagged as late, and so is its total', () => {
    const kim = screened('phq-9');
    const { id } = kim.requests('packet')[0]!;
    kim.until('2026-02-01T15:00:00.000Z');
    const responses = [{ instrument: 'phq-9', answers: phq9(0), complete: true }];
    kim.does({ do: 'answer', requestId: id, responses }, 'client');
    const [response] = exportedFrom(kim, 'QuestionnaireResponse');
    expect([response.status, response.extension]).toEqual(['completed', expect.arrayContaining([LATE])]);
    const [total] = exportedFrom(kim, 'Observation');
    expect(total.extension).toContainEqual(LATE);
    const asked = exportedFrom(kim, 'Task').find((task) => task.id === `kim.${id}`);
    expect(asked).toMatchObject({ status: 'failed', output: [{ type: { text: 'Late response' } }] });
  });

  it('that is only begun is in progress, and stopped when its request expires', () => {
    const kim = screened('phq-9');
    kim.answers('packet', { 'phq-9': { 1: 'LA6571-9' } }, false);
    expect(exportedFrom(kim, 'QuestionnaireResponse')).toMatchObject([{ status: 'in-progress' }]);
    expect(exportedFrom(kim, 'Observation')).toEqual([]);
    kim.until('2026-02-01T15:00:00.000Z');
    expect(exportedFrom(kim, 'QuestionnaireResponse')).toMatchObject([{ status: 'stopped' }]);
  });

  it('that a later one takes the place of stays, and has no total of its own', () => {
    const kim = screened('phq-9', 'gad-7');
    kim.answers('packet', { 'phq-9': { 1: 'LA6571-9' } }, false);
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    kim.answers('packet', { 'phq-9': phq9(0, 1) });
    const responses = exportedFrom(kim, 'QuestionnaireResponse');
    expect(responses.map(({ status }) => status)).toEqual(['stopped', 'completed', 'amended']);
    const replaces = { url: 'urn:attune:extension:replaces' };
    expect(responses[2].extension).toContainEqual({
      ...replaces,
      valueReference: { ...ref('QuestionnaireResponse', responses[1].id), type: 'QuestionnaireResponse' },
    });
    expect(exportedFrom(kim, 'Observation')).toMatchObject([
      {
        status: 'amended',
        valueQuantity: { value: 8 },
        derivedFrom: [{ reference: `QuestionnaireResponse/${responses[2].id}` }],
      },
    ]);
  });

  it('that was submitted stands, whatever comes half or late after it', () => {
    const kim = screened('phq-9', 'gad-7');
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    kim.answers('packet', { 'phq-9': { 1: 'LA6568-5' } }, false);
    const { id } = kim.requests('packet')[0]!;
    kim.until('2026-02-01T15:00:00.000Z');
    const late = [{ instrument: 'phq-9', answers: phq9(0, 1), complete: true }];
    kim.does({ do: 'answer', requestId: id, responses: late }, 'client');
    const responses = exportedFrom(kim, 'QuestionnaireResponse');
    expect(responses.map(({ status }) => status)).toEqual(['completed', 'stopped', 'completed']);
    expect(JSON.stringify(responses)).not.toContain('extension:replaces');
    expect(
      exportedFrom(kim, 'Observation').map(({ valueQuantity, extension }) => [
        valueQuantity.value,
        JSON.stringify(extension).includes('late'),
      ]),
    ).toEqual([
      [24, false],
      [8, true],
    ]);
  });

  it('with a gap that was filled says that its total is prorated, and over what', () => {
    const kim = screened('core-10');
    const { '1': _, ...rest } = Object.fromEntries(
      content.instruments['core-10']!.questionnaire.item.filter(({ type }) => type === 'choice').map(
        ({ linkId, answerOption }) => [linkId, answerOption![1]!.valueCoding.code],
      ),
    );
    kim.answers('packet', { 'core-10': rest }, false);
    const [total] = exportedFrom(kim, 'Observation');
    expect(total.status).toBe('preliminary');
    expect(total.note).toEqual([{ text: expect.stringMatching(/^Prorated: .*tense, anxious or nervous/) }]);
  });

  it('that staff took from paper names who wrote it down, and whose answer it is', () => {
    const kim = screened('phq-9');
    const { id } = kim.requests('packet')[0]!;
    kim.does(
      { do: 'answer', requestId: id, responses: [{ instrument: 'phq-9', answers: phq9(0), complete: true }] },
      'ben',
    );
    expect(exportedFrom(kim, 'QuestionnaireResponse')).toMatchObject([
      { author: ref('Practitioner', 'riverside.ben'), source: ref('Patient', 'kim') },
    ]);
  });
});

describe('a questionnaire', () => {
  const withIts = (own: Instrument) => {
    const kim = onPaper(battery('mood-form'));
    kim.world.instruments = { ...content.instruments, 'mood-form': own };
    kim.enrol().asks('packet');
    return kim;
  };

  it('that was imported keeps its shape: groups, what hangs below a question, texts and several answers', () => {
    const raw = questionnaire([
      {
        linkId: 'g',
        type: 'group',
        text: 'Group',
        item: [choice('q', { item: [{ linkId: 'why', text: 'Why?', type: 'string' }] })],
      },
      choice('many', { repeats: true }),
      {
        linkId: 'plain',
        text: 'Plain',
        type: 'choice',
        answerOption: [{ valueString: 'red' }, { valueString: 'blue' }],
      },
      choice('open', { type: 'open-choice' }),
      { linkId: 'n', text: 'How many?', type: 'integer' },
      { linkId: 'x', text: 'How much?', type: 'decimal' },
      { linkId: 'd', text: 'When?', type: 'date' },
      { linkId: 'b', text: 'Really?', type: 'boolean' },
    ]);
    const kim = withIts(imported(raw));
    const answers = {
      q: 'a1',
      why: 'because',
      many: ['a0', 'a2'],
      plain: 'blue',
      open: 'something else',
      n: 3,
      x: 0.5,
      d: '2026-01-02',
      b: true,
    };
    kim.answers('packet', { 'mood-form': answers });
    const coding = (code: string) => ({
      valueCoding: { system: 'urn:answers', code, display: `Answer ${code}` },
    });
    const [response] = exportedFrom(kim, 'QuestionnaireResponse');
    expect(response.questionnaire).toBe('https://example.org/Questionnaire/mood|2.1');
    const below = { linkId: 'why', text: 'Why?', answer: [{ valueString: 'because' }] };
    expect(response.item).toMatchObject([
      { linkId: 'g', item: [{ linkId: 'q', answer: [{ ...coding('a1'), item: [below] }] }] },
      { linkId: 'many', answer: [coding('a0'), coding('a2')] },
      { linkId: 'plain', answer: [{ valueString: 'blue' }] },
      { linkId: 'open', answer: [{ valueString: 'something else' }] },
      { linkId: 'n', answer: [{ valueInteger: 3 }] },
      { linkId: 'x', answer: [{ valueDecimal: 0.5 }] },
      { linkId: 'd', answer: [{ valueDate: '2026-01-02' }] },
      { linkId: 'b', answer: [{ valueBoolean: true }] },
    ]);
    expect(exportedFrom(kim, 'Questionnaire')).toContainEqual({ ...raw, id: 'mood-form' });
  });

  it('of a version that is no longer here is named, and its answers stand without their wording', () => {
    const kim = withIts(imported(questionnaire([choice('q')])));
    kim.answers('packet', { 'mood-form': { q: 'a1' } });
    kim.world.instruments = { 'mood-form': imported(questionnaire([choice('other')], { version: '3' })) };
    const [response] = exportedFrom(kim, 'QuestionnaireResponse');
    expect(response.questionnaire).toBe('https://example.org/Questionnaire/mood|2.1');
    expect(response.item).toEqual([{ linkId: 'q', answer: [{ valueString: 'a1' }] }]);
  });

  it('with the client’s goals in it has a name of its own, and says which form it came from', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals');
    kim.asks('agreement');
    kim.answers('agreement');
    kim.treat().until('2026-01-13T16:00:00.000Z');
    kim.answers('check-in', { 'attune-check-in': { mood: 5, 'goal-1': 7 } });
    const forms = exportedFrom(kim, 'Questionnaire').filter(({ id }) => id.startsWith('attune-check-in'));
    expect(forms).toHaveLength(2);
    const [base, asked] = forms;
    expect(asked.derivedFrom).toEqual([`${base.url}|${base.version}`]);
    expect(JSON.stringify(asked)).toContain('sleep through the night');
    const answered = exportedFrom(kim, 'QuestionnaireResponse').at(-1);
    expect(answered).toMatchObject({
      questionnaire: `${asked.url}|${asked.version}`,
      basedOn: [{ reference: expect.stringMatching(/^CarePlan\//) }],
    });
    const [rating] = exportedFrom(kim, 'Observation').filter(({ focus }) => focus);
    expect(rating).toMatchObject({
      valueInteger: 7,
      derivedFrom: [ref('QuestionnaireResponse', answered.id)],
    });
    const [goal] = exportedFrom(kim, 'Goal');
    expect(rating.focus).toMatchObject([ref('Goal', goal.id)]);
    expect(goal.outcomeReference).toMatchObject([ref('Observation', rating.id)]);
  });
});
