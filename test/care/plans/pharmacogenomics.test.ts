import { describe, expect, it } from 'vitest';
import { suggesting } from '../../../functions/adapters/catalogue.ts';
import {
  type Advice,
  cpicSchema,
  notableAdvice,
  phenotypeAdvice,
} from '../../../functions/care/plans/pharmacogenomics.ts';

const { cpic } = suggesting;

const advise = (drug: string, genes: Record<string, string>) => phenotypeAdvice(cpic, drug, genes);
const short = (advice: Advice[]) => advice.map(({ action, strength }) => `${action} ${strength}`);

/** clinical tables of CPIC v1.30.0: drug, gene, phenotype, what CPIC says and how strongly, words that must be there. */
const CELLS: [string, string, string, string, RegExp?][] = [
  ...['citalopram', 'escitalopram'].flatMap((drug): [string, string, string, string, RegExp?][] => [
    [drug, 'CYP2C19', 'UM', 'another-medicine Strong', /CYP2C19 does not mainly/],
    [drug, 'CYP2C19', 'RM', 'usual-dose Optional', /response .* not enough/],
    [drug, 'CYP2C19', 'NM', 'usual-dose Strong'],
    [drug, 'CYP2C19', 'IM', 'adjust-dose Moderate', /slower titration and a lower maintenance/],
    [drug, 'CYP2C19', 'PM', 'adjust-or-another Strong', /half the usual maintenance/],
  ]),
  ['sertraline', 'CYP2C19', 'UM', 'usual-dose Strong'],
  ['sertraline', 'CYP2C19', 'RM', 'usual-dose Strong'],
  ['sertraline', 'CYP2C19', 'NM', 'usual-dose Strong'],
  ['sertraline', 'CYP2C19', 'IM', 'adjust-dose Moderate', /slower titration and a lower maintenance/],
  ['sertraline', 'CYP2C19', 'PM', 'adjust-or-another Moderate', /half the usual maintenance/],
  ['sertraline', 'CYP2B6', 'PM', 'adjust-dose Optional', /25% lower/],
  ['paroxetine', 'CYP2D6', 'UM', 'another-medicine Moderate'],
  ['paroxetine', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['paroxetine', 'CYP2D6', 'IM', 'adjust-dose Optional', /lower starting dose and a slower titration/],
  ['paroxetine', 'CYP2D6', 'PM', 'adjust-dose Moderate', /half the starting dose.*half the maintenance/],
  ['fluvoxamine', 'CYP2D6', 'UM', 'no-recommendation No recommendation'],
  ['fluvoxamine', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['fluvoxamine', 'CYP2D6', 'IM', 'usual-dose Moderate'],
  ['fluvoxamine', 'CYP2D6', 'PM', 'adjust-or-another Optional', /25% to 50% lower/],
  ['venlafaxine', 'CYP2D6', 'UM', 'no-action No recommendation'],
  ['venlafaxine', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['venlafaxine', 'CYP2D6', 'IM', 'no-action No recommendation'],
  ['venlafaxine', 'CYP2D6', 'PM', 'another-medicine Optional'],
  ['vortioxetine', 'CYP2D6', 'UM', 'adjust-or-another Optional', /50% higher or more/],
  ['vortioxetine', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['vortioxetine', 'CYP2D6', 'IM', 'usual-dose Moderate'],
  ['vortioxetine', 'CYP2D6', 'PM', 'adjust-or-another Moderate', /5 mg with at most 10 mg/],
  ['nortriptyline', 'CYP2D6', 'UM', 'adjust-or-another Strong', /avoiding it/],
  ['nortriptyline', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['nortriptyline', 'CYP2D6', 'IM', 'adjust-dose Moderate', /25% lower/],
  ['nortriptyline', 'CYP2D6', 'PM', 'adjust-or-another Strong', /half the starting dose/],
  ['desipramine', 'CYP2D6', 'UM', 'adjust-or-another Optional', /avoiding it/],
  ['desipramine', 'CYP2D6', 'IM', 'adjust-dose Optional', /25% lower/],
  ['desipramine', 'CYP2D6', 'PM', 'adjust-or-another Optional', /half the starting dose/],
  ['amitriptyline', 'CYP2D6', 'UM', 'adjust-or-another Strong', /higher target dose guided by drug levels/],
  ['amitriptyline', 'CYP2D6', 'NM', 'usual-dose Strong'],
  ['amitriptyline', 'CYP2D6', 'IM', 'adjust-dose Moderate', /25% lower/],
  ['amitriptyline', 'CYP2D6', 'PM', 'adjust-or-another Strong', /half the starting dose/],
  ['amitriptyline', 'CYP2C19', 'UM', 'another-medicine Optional', /drug levels/],
  ['amitriptyline', 'CYP2C19', 'RM', 'another-medicine Optional', /drug levels/],
  ['amitriptyline', 'CYP2C19', 'NM', 'usual-dose Strong'],
  ['amitriptyline', 'CYP2C19', 'IM', 'usual-dose Strong'],
];

describe('what CPIC says of one result', () => {
  it.each(CELLS)('%s with %s %s: %s', (drug, gene, phenotype, expected, words = /Consider|CPIC/) => {
    const advice = advise(drug, { [gene]: phenotype });
    expect(short(advice)).toEqual([expected]);
    expect(advice[0]!.says).toMatch(words);
    expect(advice[0]!.genes).toEqual({ [gene]: phenotype });
  });

  it('has no row beyond these', () => {
    const rows = cpic.drugs.flatMap(({ drug, rows }) =>
      rows
        .filter(({ when }) => Object.keys(when).length === 1)
        .flatMap(({ when }) =>
          Object.entries(when).flatMap(([gene, among]) => among.map((one) => `${drug} ${gene} ${one}`)),
        ),
    );
    expect(rows.toSorted()).toEqual(CELLS.map((cell) => cell.slice(0, 3).join(' ')).toSorted());
  });
});

describe('what CPIC says of two results', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['sertraline', { CYP2C19: 'PM', CYP2B6: 'PM' }, ['another-medicine Optional']],
    ['sertraline', { CYP2C19: 'IM', CYP2B6: 'PM' }, ['adjust-dose Moderate', 'adjust-dose Optional']],
    ['amitriptyline', { CYP2D6: 'NM', CYP2C19: 'NM' }, ['usual-dose Strong', 'usual-dose Strong']],
    ['amitriptyline', { CYP2D6: 'NM', CYP2C19: 'PM' }, ['adjust-or-another Moderate']],
    ['amitriptyline', { CYP2D6: 'PM', CYP2C19: 'NM' }, ['adjust-or-another Strong']],
    ['amitriptyline', { CYP2D6: 'UM', CYP2C19: 'IM' }, ['another-medicine Optional']],
    ['amitriptyline', { CYP2D6: 'PM', CYP2C19: 'PM' }, ['another-medicine Optional']],
    ['amitriptyline', { CYP2D6: 'UM', CYP2C19: 'PM' }, ['none null']],
    ['amitriptyline', { CYP2D6: 'IM', CYP2C19: 'IM' }, ['none null']],
  ])('%s with %o', (drug, genes, expected) => {
    expect(short(advise(drug, genes))).toEqual(expected);
  });

  it('of amitriptyline, what holds of one gene alone never stands in for the pair', () => {
    const [advice] = advise('amitriptyline', { CYP2D6: 'UM', CYP2C19: 'PM' });
    expect(advice!.genes).toEqual({ CYP2D6: 'UM', CYP2C19: 'PM' });
    expect(advice!.says).toMatch(/CYP2D6 and CYP2C19 together.*Read the CPIC text/);
  });
});

describe('advice', () => {
  it('is stamped with the set and the guideline', () => {
    expect(advise('sertraline', { CYP2C19: 'PM' })[0]!.version).toEqual({
      set: 'CPIC v1.30.0',
      guideline: 'CPIC guideline for serotonin reuptake inhibitor antidepressants, 2023',
      pmid: '37032427',
    });
    expect(advise('nortriptyline', { CYP2D6: 'PM' })[0]!.version.pmid).toBe('27997040');
  });

  it('says each time that a phenotype is not enough', () => {
    for (const [drug, gene, phenotype] of CELLS)
      for (const { caveats } of advise(drug, { [gene]: phenotype }))
        expect(caveats.join(' ')).toMatch(
          /not a decision.*not enough.*diplotype.*phenoconversion.*indication/,
        );
  });

  it('words nothing as an order', () => {
    const orders = /^(start|give|reduce|select|avoid|use|increase|prescribe)\b/i;
    const said = cpic.drugs.flatMap(({ rows }) => rows.map(({ says }) => says));
    expect(said.filter((one) => orders.test(one) || !/consider|CPIC/i.test(one))).toEqual([]);
  });

  it('of nortriptyline IM says that its strength hangs on the activity score', () => {
    expect(advise('nortriptyline', { CYP2D6: 'IM' })[0]!.caveats[0]).toMatch(
      /activity score.*Optional at 0\.75/,
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['lithium', { CYP2D6: 'PM' }, /no table for “lithium”/],
    ['sertraline', {}, /no result for CYP2C19 or CYP2B6/],
    ['citalopram', { CYP2D6: 'PM' }, /no result for CYP2C19/],
    ['citalopram', { CYP2C19: 'Indeterminate' }, /no row for citalopram with CYP2C19 Indeterminate/],
    ['paroxetine', { CYP2D6: 'RM' }, /no row for paroxetine with CYP2D6 RM/],
    ['amitriptyline', { CYP2C19: 'PM' }, /no row for amitriptyline with CYP2C19 PM alone/],
    ['desipramine', { CYP2D6: 'NM' }, /no row for desipramine with CYP2D6 NM/],
  ])('on %s with %o is none, with the reason', (drug, genes, reason) => {
    const advice = advise(drug, genes);
    expect(short(advice)).toEqual(['none null']);
    expect(advice[0]!.says).toMatch(reason);
  });

  it.each(['SLC6A4', 'HTR2A'])('by %s is that CPIC makes no recommendation', (gene) => {
    const [advice] = advise('citalopram', { [gene]: 'any' });
    expect(advice).toMatchObject({ action: 'no-recommendation', genes: { [gene]: 'any' } });
    expect(short(advise('citalopram', { [gene]: 'any', CYP2C19: 'NM' }))).toEqual([
      'usual-dose Strong',
      'no-recommendation No recommendation',
    ]);
  });

  it('finds a medicine however its name is written', () => {
    expect(short(advise(' Sertraline', { CYP2C19: 'NM' }))).toEqual(['usual-dose Strong']);
  });

  it('for a review without a medicine names those where the result matters', () => {
    expect(notableAdvice(cpic, { CYP2C19: 'PM' }).map(({ drug }) => drug)).toEqual([
      'citalopram',
      'escitalopram',
      'sertraline',
    ]);
    expect(notableAdvice(cpic, { CYP2D6: 'NM', CYP2C19: 'NM' })).toEqual([]);
  });
});

describe('the table is refused', () => {
  const broken = (change: (table: typeof cpic) => void) => {
    const table = structuredClone(cpic);
    change(table);
    return cpicSchema.safeParse(table).error?.issues[0]?.message;
  };

  it('where two rows speak of one result', () => {
    expect(
      broken(({ drugs }) => drugs[2]!.rows.push({ ...drugs[2]!.rows[0]!, when: { CYP2C19: ['RM'] } })),
    ).toMatch(/sertraline: two rows/);
  });

  it('where a guideline is not there', () => {
    expect(broken(({ drugs }) => Object.assign(drugs[0]!, { guideline: 'sri-2015' }))).toMatch(
      /no guideline sri-2015/,
    );
  });

  it('where a medicine is there twice', () => {
    expect(broken(({ drugs }) => drugs.push(drugs[0]!))).toMatch(/citalopram is there twice/);
  });
});
