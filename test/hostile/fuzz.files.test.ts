/** Files of any kind that somebody brings: read, or refused by name, in bounded time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { MOST_CSV_BYTES } from '../../functions/api/body.ts';
import { Problem } from '../../functions/api/problem.ts';
import { readRoster } from '../../functions/api/roster.ts';
import { scoreAnswers } from '../../functions/care/fhir/answers-file.ts';
import { exportQuestionnaire, importQuestionnaire } from '../../functions/care/fhir/questionnaire.ts';
import { questionsFor, readWhatCan } from '../../functions/care/measures/instrument.ts';
import { scoreOf } from '../../functions/care/measures/score.ts';
import { checkPathway } from '../../functions/care/pathway/check.ts';
import { mutated } from '../support/any-json.ts';
import { calculated, choice, faults, questionnaire } from '../support/questionnaires.ts';
import { filesIn, runs, spoiled } from '../support/spoiled.ts';

const LONGEST_MS = 5_000;

describe('client lists', () => {
  const defaults = { country: 'US', zone: 'America/New_York', language: 'en' } as const;
  const words = [
    '"',
    '""',
    ',',
    ';',
    '\t',
    '\r',
    '\n',
    '\ufeff',
    '=1+1',
    '\u0000',
    'Name',
    '31/12/1990',
    '٣',
  ];

  it.each(filesIn('rosters'))(
    'as %s, spoiled: each line is a client or a named fault, or the file is refused',
    (_, raw) => {
      fc.assert(
        fc.property(spoiled(raw, words), (csv) => {
          let read: ReturnType<typeof readRoster>;
          try {
            read = readRoster(csv, defaults, '2026-01-05T15:00:00.000Z');
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            return;
          }
          for (const { fault, mend, line } of read.faults)
            expect([fault.length, mend.length, line].every((one) => one > 0)).toBe(true);
          const told = new Set([...read.rows, ...read.faults].map(({ line }) => line));
          expect(told.size).toBeGreaterThan(0);
          const good = new Set(read.rows.map(({ line }) => line));
          expect(read.faults.filter(({ line }) => good.has(line))).toEqual([]);
        }),
        runs(60),
      );
    },
  );

  it('of one endless line, of quotes alone, and of the most that is taken are read or refused in no time', () => {
    for (const csv of [
      '"'.repeat(500_000),
      `name,dob\n${'"a'.repeat(100_000)}`,
      ','.repeat(500_000),
      `name,dob\n${'x,1990-01-01\n'.repeat(9_000)}`,
      'n'.repeat(MOST_CSV_BYTES),
    ]) {
      const from = performance.now();
      try {
        readRoster(csv, defaults, '2026-01-05T15:00:00.000Z');
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
      expect(performance.now() - from).toBeLessThan(LONGEST_MS);
    }
  });
});

describe('forms of other systems', () => {
  const forms = [
    questionnaire([
      choice('1'),
      choice('2'),
      calculated('sum', "%resource.item.where(linkId='1').answer.value"),
    ]),
    ...Object.values(content.instruments)
      .slice(0, 6)
      .map((one) => exportQuestionnaire(one)),
  ];

  it('nearly right are taken whole or refused by name; what is taken can be asked, answered and scored', () => {
    let taken = 0;
    fc.assert(
      fc.property(mutated(fc.constantFrom(...forms)), fc.jsonValue({ maxDepth: 2 }), (raw, answers) => {
        const result = importQuestionnaire(raw);
        if ('faults' in result) {
          expect(result.faults.length).toBeGreaterThan(0);
          for (const { fault } of result.faults) expect(fault).toMatch(/\w/);
          return;
        }
        taken += 1;
        const { instrument } = result;
        const [first] = questionsFor(instrument, 'en');
        const { answers: read } = readWhatCan(instrument, answers);
        scoreOf(instrument, read);
        scoreOf(instrument, readWhatCan(instrument, first ? { [first.linkId]: 'a1' } : {}).answers);
        expect(importQuestionnaire(exportQuestionnaire(instrument))).not.toHaveProperty('faults');
      }),
      runs(400),
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('with nothing where something is looked for are refused by name', () => {
    expect(
      faults(
        questionnaire([choice('1', { enableWhen: [{ question: 'x', operator: '=', answerCoding: null }] })]),
      ),
    ).toEqual([expect.stringContaining('answerCoding is no coding')]);
    const valueCoding = { code: 'a', display: 'A', _display: { extension: [null] } };
    expect(faults(questionnaire([choice('1', { answerOption: [{ valueCoding }] })]))).toEqual([]);
  });

  it('and answers to them, in files that are nearly right, are scored or refused by name', () => {
    const item = (linkId: string, code: string) => ({ linkId, answer: [{ valueCoding: { code } }] });
    const answers = {
      resourceType: 'QuestionnaireResponse',
      questionnaire: 'phq-9',
      status: 'completed',
      item: [...'123456789'].map((n) => item(n, 'LA6569-3')),
    };
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: answers }] };
    const instruments = Object.values(content.instruments);
    fc.assert(
      fc.property(
        mutated(fc.constantFrom<unknown>(answers, bundle, [1, 1, 1, 1, 1, 1, 1, 1, 1])),
        fc.constantFrom(...instruments),
        (file, instrument) => {
          for (const one of [instrument, content.instruments['phq-9']!]) {
            const result = scoreAnswers(one, file);
            if ('faults' in result) expect(result.faults[0]!.fault).toMatch(/\w/);
            else expect(result.total === null || Number.isFinite(result.total)).toBe(true);
          }
        },
      ),
      runs(300),
    );
  });
});

describe('pathway files', () => {
  const place = join(import.meta.dirname, '../../workflows/pathways');
  const shipped = readdirSync(place).map((file) => JSON.parse(readFileSync(join(place, file), 'utf8')));
  const known = { instruments: content.instruments, messageLanguages: Object.keys(content.messages) };

  it('nearly right pass the check or are told each fault, where it is and how to mend it', () => {
    let passed = 0;
    fc.assert(
      fc.property(mutated(fc.constantFrom(...shipped)), (raw) => {
        const { pathway, faults } = checkPathway(raw, known);
        expect(pathway === undefined).toBe(faults.length > 0);
        if (pathway) passed += 1;
        for (const { fault, mend } of faults)
          expect([fault, mend].every((said) => /\w/.test(said))).toBe(true);
      }),
      runs(300),
    );
    expect(passed).toBeGreaterThan(3);
  });
});
