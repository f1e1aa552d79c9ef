/** `attune instrument import`, `show`, `score` and `export` of one form that holds all that FHIR lets a form hold here. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { askable } from '../../functions/care/measures/instrument.ts';
import { commandsIn } from '../support/command.ts';
import { calculated, choice, HL7, option, questionnaire } from '../support/questionnaires.ts';

const place = mkdtempSync(join(tmpdir(), 'attune-round-'));
afterAll(() => rmSync(place, { recursive: true }));
const directory = join(place, 'data');
const { run, json } = commandsIn(directory);

let files = 0;
function file(raw: unknown): string {
  files += 1;
  const path = join(place, `form-${files}.json`);
  writeFileSync(path, JSON.stringify(raw));
  return path;
}

const WEIGHT = `${HL7}/itemWeight`;
const when = (question: string, answer: object, operator = '=') => ({ question, operator, ...answer });
const whole = questionnaire(
  [
    { linkId: 'hello', type: 'display', text: 'Hello', prefix: 'i' },
    {
      linkId: 'part',
      type: 'group',
      text: 'A part',
      item: [
        choice('ordinals', { required: true }),
        choice('weights', { answerOption: [option('no', 0, WEIGHT), option('yes', 2, WEIGHT)] }),
        choice('set', { answerOption: undefined, answerValueSet: '#often' }),
        choice('several', { repeats: true, answerOption: [option('a'), option('b')] }),
      ],
    },
    { linkId: 'which', type: 'open-choice', text: 'Which?', answerOption: [{ valueString: 'tea' }] },
    {
      linkId: 'nights',
      type: 'integer',
      text: 'Nights',
      extension: [
        { url: `${HL7}/minValue`, valueInteger: 0 },
        { url: `${HL7}/maxValue`, valueInteger: 7 },
      ],
    },
    { linkId: 'hours', type: 'decimal', text: 'Hours' },
    {
      linkId: 'both',
      type: 'boolean',
      text: 'Both?',
      enableBehavior: 'all',
      enableWhen: [when('nights', { answerInteger: 3 }, '>='), when('which', {}, 'exists')].map((one) =>
        one.operator === 'exists' ? { ...one, answerBoolean: true } : one,
      ),
    },
    {
      linkId: 'either',
      type: 'string',
      text: 'Either?',
      maxLength: 20,
      enableBehavior: 'any',
      enableWhen: [
        when('both', { answerBoolean: true }),
        when('ordinals', { answerCoding: { system: 'urn:answers', code: 'a2' } }),
      ],
    },
    { linkId: 'story', type: 'text', text: 'Story', repeats: true },
    { linkId: 'since', type: 'date', text: 'Since when' },
    calculated('sum', "%resource.item.where(linkId='part').item.answer.value.ordinal().sum()", {
      linkId: 'sum',
    }),
  ],
  {
    language: 'en',
    publisher: 'A clinic',
    meta: { profile: ['http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire'] },
    contained: [
      {
        resourceType: 'ValueSet',
        id: 'often',
        status: 'active',
        compose: {
          include: [
            {
              system: 'urn:answers',
              concept: [
                {
                  code: 'never',
                  display: 'Never',
                  extension: [{ url: `${HL7}/ordinalValue`, valueDecimal: 0 }],
                },
                {
                  code: 'often',
                  display: 'Often',
                  extension: [{ url: `${HL7}/ordinalValue`, valueDecimal: 3 }],
                },
              ],
            },
          ],
        },
      },
    ],
  },
);

describe('a form of another system', () => {
  it('comes in, is shown and scored, and is given back as it came', async () => {
    const taken = await json(['instrument', 'import', file(whole), '--as', 'whole']);
    expect(taken).toMatchObject({ id: 'whole' });
    const { out } = await run(['instrument', 'show', 'whole']);
    expect(out).toContain('Mood  whole, version 2.1, active, imported');
    expect(out).toContain('  total 0 to 7, unstated');
    const list = [2, 2, 3, null, 'tea', 4, 6.5, true, 'both', ['Once'], '2026-01-31'];
    expect(await json(['score', 'whole', file(list)])).toMatchObject({ total: 7, missing: [], flags: [] });
    const exported = await run(['instrument', 'export', 'whole']);
    expect(JSON.parse(exported.out)).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  const worded = Object.entries(content.instruments).flatMap(([id, one]) => (askable(one) ? [id] : []));
  it.each(worded)('so does %s, out of here and in again under another name', async (id) => {
    const out = JSON.parse((await run(['instrument', 'export', id])).out);
    expect(out).toEqual(content.instruments[id]!.questionnaire);
    await json(['instrument', 'import', file(out), '--as', `${id}-again`]);
    expect(JSON.parse((await run(['instrument', 'export', `${id}-again`])).out)).toEqual(out);
  });

  it.each([
    ['a photo', { linkId: 'p', type: 'attachment', text: 'Photo' }, /^item\[1\] \(p\)$/, /attachment/],
    [
      'a value set from elsewhere',
      { linkId: 'v', type: 'choice', text: 'V', answerValueSet: 'http://example.org/vs' },
      /^item\[1\] \(v\)$/,
      /example\.org\/vs is not contained/,
    ],
    [
      'an average',
      calculated('m', '%resource.item.answer.value.ordinal().avg()'),
      /^item\[1\] \(m\)$/,
      /calculatedExpression.*avg/,
    ],
    [
      'a condition in an expression',
      {
        linkId: 'e',
        type: 'string',
        text: 'E',
        extension: [{ url: `${HL7}/sdc-questionnaire-enableWhenExpression` }],
      },
      /^item\[1\] \(e\)$/,
      /enableWhenExpression/,
    ],
    [
      'a group that repeats',
      { linkId: 'g', type: 'group', repeats: true, item: [choice('x')] },
      /\(g\)$/,
      /repeats/,
    ],
    [
      'a question that is not there',
      { linkId: 'q', type: 'string', text: 'Q', enableWhen: [when('gone', { answerBoolean: true })] },
      /^item\[1\] \(q\)$/,
      /enableWhen names gone/,
    ],
  ])('is refused for %s, by name and path, and nothing of it is kept', async (_, item, path, fault) => {
    const { code, out, err } = await run([
      ...['instrument', 'import', file(questionnaire([choice('a'), item as object])), '--as', 'never'],
      '--json',
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(/was not taken in: \d+ things? in it cannot be run/);
    const [first] = JSON.parse(out).faults;
    expect(first).toMatchObject({ path: expect.stringMatching(path), fault: expect.stringMatching(fault) });
    expect(existsSync(join(directory, 'instruments', 'never.json'))).toBe(false);
    expect((await run(['instrument', 'show', 'never'])).code).toBe(1);
  });
});
