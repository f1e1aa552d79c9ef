import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandsIn } from '../support/command.ts';
import { calculated, choice, questionnaire } from '../support/questionnaires.ts';

let place: string;
let directory: string;
let commands: ReturnType<typeof commandsIn>;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'attune-instrument-'));
  directory = join(place, 'data');
  commands = commandsIn(directory);
});
afterEach(() => rmSync(place, { recursive: true }));

function file(content: unknown, name = 'form.json'): string {
  const path = join(place, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}
const mood = questionnaire([
  choice('a'),
  choice('b'),
  calculated('sum', "%resource.item.where(linkId='a' or linkId='b').answer.value.ordinal().sum()"),
]);

describe('instrument import', () => {
  it('takes a FHIR questionnaire in, to be scored, shown and exported as it came in', async () => {
    const { code, out } = await commands.run(['instrument', 'import', file(mood), '--as', 'mood']);
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      '“Mood” is here as mood. It can be scored, shown and exported; a clinic that begins here can ask it.',
    ]);
    expect(await commands.json(['score', 'mood', file([2, 1], 'answers.json')])).toMatchObject({ total: 3 });
    const exported = await commands.run(['instrument', 'export', 'mood']);
    expect(JSON.parse(exported.out)).toEqual(mood);
    expect((await commands.run(['instrument', 'show', 'mood'])).out).toContain('mood, version');
  });

  it('calls it by its own id, where none is given', async () => {
    expect(await commands.json(['instrument', 'import', file(mood)])).toMatchObject({
      id: 'mood-form',
      file: join(directory, 'instruments', 'mood-form.json'),
    });
  });

  it('refuses what cannot be run, by path, and keeps nothing of it', async () => {
    const path = file(questionnaire([choice('a'), { linkId: 'p', text: 'Photo', type: 'attachment' }]));
    const { code, out, err } = await commands.run(['instrument', 'import', path]);
    expect(code).toBe(1);
    expect(out).toMatch(/attachment/);
    expect(err).toBe(
      `${path} was not taken in: 1 thing in it cannot be run; mend what is listed, and import it again.\n`,
    );
    expect(existsSync(directory)).toBe(false);
  });

  it('is told what the total means, with its sources; a reliable change then follows from SD and reliability', async () => {
    const source = 'Our own study';
    const meaning = {
      direction: 'lower-is-better',
      bands: [
        { from: 0, to: 1, label: 'low' },
        { from: 2, to: 4, label: 'high' },
      ],
      caseness: { atLeast: 2, source },
      reliableChange: { sd: 6, reliability: 0.84, source },
    };
    const told = ['--meaning', file(meaning, 'meaning.json')];
    await commands.json(['instrument', 'import', file(mood), '--as', 'mood', ...told]);
    const { out } = await commands.run(['instrument', 'show', 'mood']);
    expect(out).toContain(
      '  reliable change: 7 points, by Jacobson and Truax from an SD of 6 and a reliability of 0.84 (Our own study)',
    );
    expect(await commands.json(['score', 'mood', file([2, 1], 'answers.json')])).toMatchObject({
      total: 3,
      band: 'high',
      flags: ['case'],
    });
    expect(JSON.parse((await commands.run(['instrument', 'export', 'mood'])).out)).toEqual(mood);
  });

  it.each([
    [mood, { caseness: { atLeast: 2 } }, /^meaning\.caseness/],
    [mood, { direction: 'lower-is-better', bands: [{ from: 0, to: 3, label: 'all' }] }, /^$/],
    [questionnaire([choice('a')]), { direction: 'lower-is-better' }, /^meaning$/],
  ])('refuses a meaning that does not fit: %#', async (form, meaning, path) => {
    const told = ['--meaning', file(meaning, 'meaning.json')];
    const { code, out } = await commands.run(['instrument', 'import', file(form), ...told, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out).faults).toMatchObject([{ path: expect.stringMatching(path) }]);
    expect(existsSync(directory)).toBe(false);
  });

  it('changes no instrument that is here, shipped or imported', async () => {
    expect(await commands.failure(['instrument', 'import', file(mood), '--as', 'phq-9'])).toBe(
      'There is an instrument phq-9 already; choose another id with --as.',
    );
    await commands.json(['instrument', 'import', file(mood)]);
    const kept = readFileSync(join(directory, 'instruments', 'mood-form.json'), 'utf8');
    const other = file(questionnaire([choice('c')]), 'other.json');
    expect(await commands.failure(['instrument', 'import', other])).toMatch(
      /^There is an instrument mood-form already/,
    );
    expect(readFileSync(join(directory, 'instruments', 'mood-form.json'), 'utf8')).toBe(kept);
  });

  it('writes nowhere but among the instruments, whatever the id', async () => {
    const { code } = await commands.run(['instrument', 'import', file(mood), '--as', '../../out']);
    expect(code).toBe(1);
    expect(existsSync(join(place, 'out.json'))).toBe(false);
  });
});

describe('instrument show', () => {
  it('tells how it is scored, who may use it and where that is from', async () => {
    const { out } = await commands.run(['instrument', 'show', 'phq-9']);
    for (const line of [
      'PHQ-9  phq-9, version 1.0.0, active',
      '  wording: en, es',
      '  total 0 to 27, lower is better',
      '  10 to 14: moderate',
      '  a total takes every answer',
      '  risk item 9, from 1: a person looks at once',
      '  free, held by Spitzer, Williams, Kroenke and colleagues; Pfizer Inc.',
    ])
      expect(out.split('\n')).toContain(line);
    expect(out).toMatch(/ {2}reliable change: 6 points \(NHS Talking Therapies/);
  });

  it('tells of a restricted one how to get the right to its wording', async () => {
    const { out } = await commands.run(['instrument', 'show', 'audit-c']);
    expect(out).toContain('wording: not here, it needs a licence');
    expect(out).toMatch(/how to get it: Ask WHO/);
    expect(out).toMatch(/a case \(female\): 3 or more/);
  });

  it('marks what is unconfirmed', async () => {
    const shown = await Promise.all(['epds', 'wsas'].map((id) => commands.run(['instrument', 'show', id])));
    expect(shown.map(({ out }) => out).join('\n')).toContain('(unconfirmed; ');
  });

  it('gives programs the scoring as data', async () => {
    expect(await commands.json(['instrument', 'show', 'gad-7'])).toMatchObject({
      id: 'gad-7',
      imported: false,
      languages: ['en', 'es'],
      scoring: { kind: 'total', range: { from: 0, to: 21 } },
    });
  });
});

describe('instrument export', () => {
  it('gives a FHIR questionnaire', async () => {
    const { out } = await commands.run(['instrument', 'export', 'gad-7']);
    expect(JSON.parse(out)).toMatchObject({
      resourceType: 'Questionnaire',
      url: 'urn:attune:instrument:gad-7',
    });
  });

  it('says of one that is no longer whole that it must come in again', async () => {
    const { file: kept } = await commands.json(['instrument', 'import', file(mood)]);
    writeFileSync(kept, '{}');
    expect(await commands.failure(['instrument', 'export', 'mood-form'])).toBe(
      `${kept} is no instrument any more; import it again.`,
    );
  });
});
