/** `attune score`, for every instrument that ships, in both forms that answers come in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { isQuestion } from '../../functions/care/measures/instrument/questionnaire.ts';
import { itemsOf, valueOf } from '../../functions/care/measures/instrument.ts';
import { commandsIn } from '../support/command.ts';
import { none, rows } from '../support/instrument-rows.ts';
import { all, only, type Values } from '../support/scored.ts';

const place = mkdtempSync(join(tmpdir(), 'attune-every-'));
afterAll(() => rmSync(place, { recursive: true }));
const { run, json } = commandsIn(join(place, 'nothing-here'));

let files = 0;
function file(answers: unknown): string {
  files += 1;
  const path = join(place, `answers-${files}.json`);
  writeFileSync(path, JSON.stringify(answers));
  return path;
}

/** The same answers as another system would send them: coded, and without a word of the items. */
function responseOf(id: string, values: Values): object {
  const questions = itemsOf(content.instruments[id]!).filter(isQuestion);
  const item = questions.flatMap((question, n) => {
    const value = values[n];
    if (value === null || value === undefined) return [];
    const option = question.answerOption?.find(
      ({ valueCoding }) => valueOf(question, valueCoding.code) === value,
    );
    const { system, code } = option?.valueCoding ?? {};
    const answer = option ? { valueCoding: { system, code } } : { valueInteger: value };
    return [{ linkId: question.linkId, answer: [answer] }];
  });
  return { resourceType: 'QuestionnaireResponse', status: 'completed', item };
}

const SHAPE = {
  instrument: expect.any(String),
  subscales: expect.any(Object),
  missing: expect.any(Array),
  prorated: expect.any(Boolean),
  flags: expect.any(Array),
};

const table = rows.flatMap(({ id, least, most, oneMissing, gateClosed, riskAlone }) => {
  const gap = most[0].with(id === 'pc-ptsd-5' ? 1 : 0, null);
  const row = (what: string, [values, total]: [Values, number | null], flag?: string) => [
    { id, what, values, total, flag },
  ];
  return [
    ...row('all at the least', least),
    ...row('all at the most', most),
    ...row('one missing', [gap, oneMissing]),
    ...row('nothing answered', [none(most[0].length), null]),
    ...(gateClosed ? row('gate closed', gateClosed) : []),
    ...(riskAlone ? row('risk item alone', [riskAlone[0], null], riskAlone[1]) : []),
  ];
});

describe('attune score', () => {
  it.each(table)('$id, $what: a list and a FHIR response come out alike', async (row) => {
    const { id, values, total, flag } = row;
    const scored = await json(['score', id, file(values)]);
    expect(scored).toEqual({ ...SHAPE, instrument: id, total, band: scored.band });
    if (flag) expect(scored.flags).toEqual([flag]);
    expect(await json(['score', id, file(responseOf(id, values))])).toEqual(scored);
  });

  const forms = Object.values(content.instruments).filter(({ questionnaire: { id } }) =>
    id.startsWith('attune-'),
  );
  it.each(forms)('$questionnaire.id, a form of Attune’s own, with nothing answered', async (form) => {
    const { id } = form.questionnaire;
    const empty = none(itemsOf(form).filter(isQuestion).length);
    const scored = await json(['score', id, file(empty)]);
    expect(scored).toMatchObject({ ...SHAPE, instrument: id, total: null, flags: [] });
    expect(await json(['score', id, file(responseOf(id, empty))])).toEqual(scored);
  });

  it('a check-in takes numbers, choices and words side by side', async () => {
    const values = [2, 0, 1, 2, 3, 9, 'none-prescribed', null, null, null, 4, 'So tired'];
    expect(await json(['score', 'attune-check-in', file(values)])).toMatchObject({
      total: null,
      missing: [],
    });
  });

  it.each(Object.keys(content.instruments))('%s is in the table, or is a form of Attune’s own', (id) => {
    expect(id.startsWith('attune-') || rows.some((row) => row.id === id)).toBe(true);
  });
});

describe('attune score refuses', () => {
  const coded = (linkId: string, code: string, system = 'http://loinc.org') => ({
    linkId,
    answer: [{ valueCoding: { system, code } }],
  });
  const response = (...item: object[]) => ({
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    item,
  });
  it.each([
    ['a value off the scale', 'gad-7', all(7, 4), '[0]'],
    ['a value between two options', 'gad-7', only(7, { 3: 1.5 }), '[2]'],
    ['a value as a word', 'gad-7', ['3', 0, 0, 0, 0, 0, 0], '[0]'],
    ['a value under 0', 'k6', only(6, { 2: -1 }), '[1]'],
    ['too few values', 'pcl-5', all(19, 0), 'answers'],
    ['too many values', 'phq-9', all(10, 0), 'answers'],
    ['an item that it has not', 'phq-2', response(coded('7', 'LA6568-5')), '7'],
    ['a code that the item has not', 'phq-2', response(coded('1', 'LA33-6')), '1'],
    ['the same code of another system', 'phq-2', response(coded('1', 'LA6568-5', 'urn:other')), '1'],
    ['an item answered twice', 'phq-2', response(coded('1', 'LA6568-5'), coded('1', 'LA6571-9')), '1'],
    ['what was entered in error', 'phq-2', { ...response(), status: 'entered-in-error' }, 'status'],
    ['another resource', 'phq-2', { resourceType: 'Patient' }, 'resourceType'],
    ['a word', 'phq-2', 'two', 'answers'],
    ['nothing', 'phq-2', null, 'answers'],
  ])('%s, by its place', async (_, id, answers, where) => {
    const { code, out, err } = await run(['score', id, file(answers), '--json']);
    expect(code).toBe(1);
    expect(err).toMatch(/answers-\d+\.json has \d+ faults?; mend what is listed, and score it again\.$/m);
    const { faults } = JSON.parse(out);
    expect(faults.map(({ path }: { path: string }) => path || 'answers')).toContain(where);
    for (const fault of faults)
      expect(fault).toMatchObject({ fault: expect.stringMatching(/./), mend: expect.stringMatching(/./) });
  });
});
