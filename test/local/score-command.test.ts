import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandsIn } from '../support/command.ts';

const place = mkdtempSync(join(tmpdir(), 'attune-score-'));
afterAll(() => rmSync(place, { recursive: true }));
/** Nothing is there, and nothing is made. */
const directory = join(place, 'nothing-here');
const { run, json, failure } = commandsIn(directory);

let files = 0;
function file(content: unknown): string {
  files += 1;
  const path = join(place, `answers-${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('score', () => {
  it('takes the options’ own values in item order, and gives the whole result, without any data', async () => {
    expect(await json(['score', 'phq-9', file([3, 3, 2, 1, 0, 1, 1, 0, 1])])).toEqual({
      instrument: 'phq-9',
      total: 12,
      band: 'moderate',
      subscales: {},
      missing: [],
      prorated: false,
      flags: ['other-depressive-syndrome', 'case', 'risk-item:9'],
    });
    expect(existsSync(directory)).toBe(false);
  });

  it('takes null for no answer, and then gives no total', async () => {
    const scored = await json(['score', 'phq-9', file([3, 3, 2, 1, 0, null, 1, 0, 0])]);
    expect(scored).toMatchObject({ total: null, band: null, missing: ['6'] });
  });

  it('takes a FHIR QuestionnaireResponse', async () => {
    const answer = (linkId: string, code: string) => ({
      linkId,
      answer: [{ valueCoding: { system: 'http://loinc.org', code } }],
    });
    const item = [answer('/44250-9', 'LA6571-9'), answer('/44255-8', 'LA6570-1')];
    const response = { resourceType: 'QuestionnaireResponse', status: 'completed', item };
    expect(await json(['score', 'phq-2', file(response)])).toMatchObject({ total: 5 });
  });

  it('scores what has no wording here, and says which totals are prorated', async () => {
    expect(await json(['score', 'audit-c', file([4, 2, 1])])).toMatchObject({ total: 7 });
    const gap = file([1, 1, 1, 1, 1, 0, 1, 1, 1, null]);
    expect(await json(['score', 'core-10', gap])).toMatchObject({
      total: expect.closeTo(40 / 3),
      prorated: true,
    });
    const { out } = await run(['score', 'core-10', gap]);
    expect(out.split('\n')[0]).toBe('CORE-10: 13.3 (0 to 40), mild, prorated');
  });

  it('reads well', async () => {
    const { out } = await run(['score', 'phq-9', file([3, 3, 2, 1, 0, 1, 1, 0, 1])]);
    expect(out).toBe(
      [
        'PHQ-9: 12 (0 to 27), moderate',
        '  Other depressive syndrome by the PHQ-9 algorithm, 2 to 4 symptoms: not a diagnosis',
        '  at its cut-off or past it: a case',
        '  risk item 9 was answered positively: a person looks at once',
        '',
      ].join('\n'),
    );
    const gap = await run(['score', 'gad-7', file([1, 1, 1, 1, 1, 1, null])]);
    expect(gap.out).toBe(
      'GAD-7: no total, because an answer that it hangs on is missing.\n  without an answer: 7\n',
    );
  });

  it('says of answers that cannot be read what is wrong, where, and how to mend it', async () => {
    const path = file([3, 9]);
    const { code, out, err } = await run(['score', 'phq-2', path]);
    expect([code, err]).toEqual([1, `${path} has 1 fault; mend what is listed, and score it again.\n`]);
    expect(out).toBe('[1]: 9 is no answer to item 2\n    use one of: 0, 1, 2, 3\n');
    const program = await run(['score', 'phq-2', path, '--json']);
    expect(JSON.parse(program.out).faults).toMatchObject([{ path: '[1]' }]);
  });

  it('fails in a sentence on a file that is not there or no JSON, and on an unknown instrument', async () => {
    expect(await failure(['score', 'phq-9', join(place, 'none.json')])).toMatch(
      /none\.json cannot be read; check its name\.$/,
    );
    expect(await failure(['score', 'phq-9', file('[1,')])).toMatch(/is not JSON/);
    expect(await failure(['score', 'phq', file([])])).toMatch(
      /^There is no instrument phq; there is asrm, .*, wsas\.$/,
    );
    expect(await failure(['score', '../../etc/passwd', file([])])).toMatch(/^There is no instrument/);
    expect(await failure(['score', 'phq-9'])).toMatch(/needs INSTRUMENT ANSWERS\.json/);
  });
});
