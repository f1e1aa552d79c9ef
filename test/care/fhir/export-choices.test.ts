/** What a plan is made from, exported: the client's wishes, history and results, and each decision on a suggestion. */
import { afterEach, describe, expect, it } from 'vitest';
import { readableDocument } from '../../../functions/care/document.ts';
import { backgroundSchema } from '../../../functions/care/plans/background.ts';
import { type Exported, exportedFrom, lastIssues, ref } from '../../support/exported.ts';
import { onPaper, type Paper } from '../../support/paper.ts';
import { settings } from '../../support/people.ts';

afterEach(() => {
  expect(lastIssues()).toEqual([]);
});

const LATER = '2026-02-02T15:00:00.000Z';
const records = (kim: Paper, background: object) =>
  kim.does({
    do: 'record-background',
    background: backgroundSchema.parse(background),
    why: 'we talked it through',
  });
const decides = (kim: Paper, decision: 'accept' | 'reject', reason: string, option = 'cbt') =>
  kim.does({
    do: 'decide-suggestion',
    decision: {
      option,
      title: 'Cognitive behavioural therapy (CBT)',
      decision,
      reason,
      ...(decision === 'accept' && {
        intervention: { title: 'CBT in Spanish', frequency: 'weekly', option },
      }),
      circumstances: {
        'talk-wished': { says: 'The client would like talking with someone.', speaks: 'for' },
        'cost-high': { says: 'It costs a lot.', speaks: 'against' },
      },
    },
  });
const backgroundOf = (kim: Paper) =>
  exportedFrom(kim, 'Observation').filter(({ code }: Exported) =>
    code.coding[0].system.startsWith('urn:attune:background'),
  );
const proposals = (kim: Paper) =>
  exportedFrom(kim, 'CarePlan').filter(({ intent }: Exported) => intent === 'proposal');

describe('what is known of the client', () => {
  it('is an observation each, with who recorded it and since when', () => {
    const kim = onPaper().enrol();
    records(kim, {
      preferences: { 'group-or-one': 'group', making: true },
      history: { cbt: 'did-not-help', 'medicines-tried': 2 },
      problems: { seizures: true },
      phenotypes: { CYP2C19: 'PM' },
      medicines: ['sertraline'],
      payer: 'medicaid',
    });
    const said = backgroundOf(kim).map(({ code, category, ...rest }: Exported) => [
      code.coding[0].system.split(':').at(-1),
      code.coding[0].code,
      rest.valueString ?? rest.valueBoolean ?? rest.valueInteger,
      category[0].coding[0].code,
    ]);
    expect(said).toEqual([
      ['preferences', 'group-or-one', 'group', 'social-history'],
      ['preferences', 'making', true, 'social-history'],
      ['history', 'cbt', 'did-not-help', 'therapy'],
      ['history', 'medicines-tried', 2, 'therapy'],
      ['problems', 'seizures', true, 'exam'],
      ['phenotypes', 'CYP2C19', 'PM', 'laboratory'],
      ['medicines', 'sertraline', true, 'therapy'],
      ['payer', 'payer', 'medicaid', 'social-history'],
    ]);
    expect(backgroundOf(kim)[0]).toMatchObject({
      status: 'final',
      subject: ref('Patient', 'kim'),
      effectivePeriod: { start: '2026-01-05T15:00:00.000Z' },
      performer: [ref('Practitioner', 'riverside.ada')],
    });
  });

  it('ends when it is no longer said, and goes on where it is said again', () => {
    const kim = onPaper().enrol();
    records(kim, { preferences: { cost: 'low', making: true } });
    records(kim.at(LATER), { preferences: { cost: 'any', making: true } });
    expect(
      backgroundOf(kim).map(({ valueString, valueBoolean, effectivePeriod }: Exported) => [
        valueString ?? valueBoolean,
        effectivePeriod.start,
        effectivePeriod.end,
      ]),
    ).toEqual([
      ['low', '2026-01-05T15:00:00.000Z', LATER],
      [true, '2026-01-05T15:00:00.000Z', undefined],
      ['any', LATER, undefined],
    ]);
    const provenances = exportedFrom(kim, 'Provenance').filter(
      ({ activity }: Exported) => activity.coding[0].code === 'record-background',
    );
    expect(provenances.map(({ target, reason }: Exported) => [target.length, reason[0].text])).toEqual([
      [2, 'we talked it through'],
      [2, 'we talked it through'],
    ]);
  });
});

describe('a decision on a suggestion', () => {
  it('that accepts is an active proposal, and says why in the plan that holds it', () => {
    const kim = onPaper().enrol();
    decides(kim, 'accept', 'as she wishes');
    kim.treat({
      summary: 'CBT',
      interventions: [{ title: 'CBT in Spanish', option: 'cbt' }, { title: 'Walks' }],
    });
    expect(proposals(kim)).toMatchObject([
      {
        status: 'active',
        title: 'Suggestion: Cognitive behavioural therapy (CBT)',
        author: ref('Practitioner', 'riverside.ada'),
        activity: [
          {
            detail: {
              code: { coding: [{ system: 'urn:attune:option', code: 'cbt' }], text: 'CBT in Spanish' },
              status: 'not-started',
              statusReason: { text: 'as she wishes' },
              reasonCode: [{ text: 'The client would like talking with someone.' }],
              doNotPerform: false,
              scheduledString: 'weekly',
            },
          },
        ],
        note: [{ text: 'Against it: It costs a lot.' }],
      },
    ]);
    const [plan] = exportedFrom(kim, 'CarePlan').filter(({ intent }: Exported) => intent === 'plan');
    expect(plan.activity[0].detail.reasonCode).toEqual([
      { text: 'The client would like talking with someone.' },
    ]);
    expect(plan.activity[1].detail).not.toHaveProperty('reasonCode');
  });

  it('that rejects is revoked and not to be done, and stays when it is decided anew', () => {
    const kim = onPaper().enrol();
    decides(kim, 'reject', 'had it twice');
    decides(kim.at(LATER), 'accept', 'with another therapist');
    expect(
      proposals(kim).map(({ status, period, activity: [{ detail }] }: Exported) => [
        status,
        detail.statusReason.text,
        detail.doNotPerform,
        period.end,
      ]),
    ).toEqual([
      ['revoked', 'had it twice', true, LATER],
      ['active', 'with another therapist', false, undefined],
    ]);
    const reasons = exportedFrom(kim, 'Provenance')
      .filter(({ activity }: Exported) => activity.coding[0].code === 'decide-suggestion')
      .flatMap(({ reason }: Exported) => reason.map(({ text }: { text: string }) => text));
    expect(reasons).toEqual(['had it twice', 'with another therapist']);
  });

  it('reads well in the document, with what the plan was made from', () => {
    const kim = onPaper().enrol();
    exportedFrom(kim, 'Patient');
    records(kim, { preferences: { 'group-or-one': 'group' }, phenotypes: { CYP2C19: 'PM' } });
    decides(kim, 'reject', 'had it twice');
    const { chart, log, world } = kim;
    const page = readableDocument({
      chart,
      log,
      clinic: settings(),
      instruments: world.instruments,
      at: world.now,
    });
    const text = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    for (const said of [
      'Wish: group or one group 5 January 2026, by Ada',
      'Genetic result: CYP2C19 PM',
      'Rejected: had it twice The client would like talking with someone. It costs a lot.',
    ])
      expect(text).toContain(said);
  });
});
