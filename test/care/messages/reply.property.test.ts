import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexicon } from '../../../functions/adapters/keywords.ts';
import { crisisIn, flagsOf } from '../../../functions/care/messages/keywords.ts';
import { type Asked, kindOf, readReply, UNCLEAR } from '../../../functions/care/messages/reply.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('k', 'm', 's', ' ', '1', '!', 'و', '\u200b', '\ud800'), maxLength: 80 }),
);
const phrases = Object.values(lexicon.crisisWords).flatMap(({ phrases }) =>
  phrases.flatMap(({ says }) => says.map((one) => one.replaceAll('*', '').replace(' ~ ', ' '))),
);

const questions: Asked[] = [
  ...(['integer', 'decimal', 'boolean', 'text', 'date', 'display'] as const).map((type) => ({
    linkId: type,
    text: '?',
    type,
    required: true,
    min: 0,
    max: 10,
  })),
  { linkId: 'c', text: '?', type: 'choice', required: false, options: [{ code: 'a', text: 'A day or two' }] },
  {
    linkId: 'm',
    text: '?',
    type: 'choice',
    required: true,
    repeats: true,
    options: [{ code: 'a', text: 'b' }],
  },
  { linkId: 'o', text: '?', type: 'open-choice', required: true, options: [{ code: 'a', text: 'b' }] },
];

describe('whatever a client sends', () => {
  test('is read without a throw, as an answer that fits, a skip, or a named reason', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom(...questions),
        fc.constantFrom('en', 'es-MX', 'ar', 'xx', ''),
        (text, question, language) => {
          const reply = readReply(text, question, language, lexicon);
          const ends = ['answer', 'skip', 'unclear'].filter((end) => end in reply);
          expect(ends).toHaveLength(1);
          if ('unclear' in reply) expect(UNCLEAR).toContain(reply.unclear);
          if ('answer' in reply && typeof reply.answer === 'string')
            expect(reply.answer.isWellFormed()).toBe(true);
          if ('answer' in reply && typeof reply.answer === 'number')
            expect(reply.answer >= 0 && reply.answer <= 10).toBe(true);
          expect(reply).toMatchObject(flagsOf(text, lexicon));
          expect(reply.kind).toBe(kindOf(text, lexicon));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('words before or after never take a crisis match away', () => {
    const words = fc.oneof(anyText, fc.constantFrom('just kidding', 'lol 😂', 'not really', 'STOP', '2'));
    fc.assert(
      fc.property(words, fc.oneof(fc.constantFrom(...phrases), anyText), words, (before, text, after) => {
        const found = crisisIn(text, lexicon);
        expect(crisisIn(`${before} ${text} ${after}`, lexicon)).toEqual(expect.arrayContaining(found));
      }),
      { numRuns: 500 },
    );
  });

  test('nor do case, accents, unseen marks and held letters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...phrases),
        fc.nat(),
        fc.constantFrom('\u200b', '\u00ad', '\u0301', '\u2060'),
        (phrase, at, mark) => {
          const found = crisisIn(phrase, lexicon);
          const letters = [...phrase];
          const n = at % letters.length;
          const marked = letters.map((letter, i) => (i === n ? letter + mark : letter)).join('');
          const held = letters
            .map((letter, i) => (i === n && /\p{L}/u.test(letter) ? letter.repeat(3) : letter))
            .join('');
          for (const other of [phrase.toUpperCase(), marked, held])
            expect([other, crisisIn(other, lexicon)]).toEqual([other, expect.arrayContaining(found)]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
