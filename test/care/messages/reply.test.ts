import { describe, expect, test } from 'vitest';
import { conversations } from '../../../functions/adapters/keywords.ts';
import { type Asked, choicesOf } from '../../../functions/care/messages/reply.ts';
import { asked, note, phq, rating, read, yesNo } from '../../support/asked.ts';

const [never, several, more, daily] = phq.options!.map(({ code }) => code);

describe('a numbered answer', () => {
  test.each([
    ['33', '2', more],
    ['34', 'two', more],
    ['34', 'Two.', more],
    ['38', '٢', more],
    ['38', '२', more],
    ['38', '２', more],
    ['', '2️⃣', more],
    ['', '2.', more],
    ['', '2)', more],
    ['', '(2)', more],
    ['', '#2', more],
    ['', ' 2 \n', more],
    ['', '\u200e2\u200f', more],
    ['', '02', more],
    ['', '0', never],
    ['', 'zero', never],
    ['', '2 thanks', more],
    ['', "it's a 2", more],
    ['', '2, thank you 😊', more],
    ['', 'option 3 please', daily],
    ['', 'Several days', several],
    ['', 'SEVERAL DAYS.', several],
    ['', 'several days thanks', several],
    ['', '1 - Several days', several],
    ['', '1 several days', several],
    ['', '2 2', more],
  ])('%s %j is understood', (_case, text, answer) => {
    expect(read(text)).toMatchObject({ answer, kind: 'text', crisis: [] });
  });

  test.each([
    ['35', '2.5', 'not-whole'],
    ['35', '2,5', 'not-whole'],
    ['36', '-1', 'out-of-range'],
    ['36', '−2', 'out-of-range'],
    ['37', '99999999999', 'out-of-range'],
    ['37', '7', 'out-of-range'],
    ['39', '👍', 'emoji'],
    ['40', '', 'empty'],
    ['40', '  \n\t', 'empty'],
    ['40', '\u200b\u2060\ufeff\u00ad', 'empty'],
    ['41', 'so '.repeat(533), 'other-words'],
    ['', '1 or 2', 'several'],
    ['', 'two or three', 'several'],
    ['', '1-2', 'several'],
    ['', '1/2', 'not-whole'],
    ['', '½', 'several'],
    ['', '1 several days and 2', 'several'],
    ['', '3 several days', 'several'],
    ['', '2?', 'other-words'],
    ['', '>2', 'other-words'],
    ['', 'not 2', 'other-words'],
    ['', '2nd', 'other-words'],
    ['', '2 but it was a hard week', 'other-words'],
    ['', 'several', 'other-words'],
    ['', 'dos', 'other-words'],
    ['', '???', 'other-words'],
    ['24', 'cancel my appt', 'other-words'],
    ['17', 'STOP', 'keyword'],
    ['51', 'Liked “1/9 Little interest”', 'tapback'],
    ['52', "I'm driving", 'auto-reply'],
    ['45', 'wrong number', 'wrong-number'],
  ])('%s %j is not guessed: %s', (_case, text, unclear) => {
    const reply = read(text);
    expect(reply).toMatchObject({ unclear });
    expect(reply).not.toHaveProperty('answer');
  });

  test('an answer and an alarm can come in one text, and neither hides the other', () => {
    expect(read('2 I want to die')).toMatchObject({ unclear: 'other-words', crisis: ['en:want-to-die'] });
    expect(read('I want to die', note)).toMatchObject({
      answer: 'I want to die',
      crisis: ['en:want-to-die'],
    });
    expect(read('kms', note)).toMatchObject({ answer: 'kms', crisis: ['en:kill-myself'] });
  });

  test('is understood in the words of the language it was asked in', () => {
    const es = asked('phq-9', '1', 'es');
    expect(read('dos', es, 'es-MX')).toMatchObject({ answer: more });
    expect(read('two gracias', es, 'es')).toMatchObject({ answer: more });
    expect(read('VARIOS DIAS', es, 'es')).toMatchObject({ answer: several });
    expect(read('creo que tres', es, 'es')).toMatchObject({ answer: daily });
    expect(read('ثلاثة شكرا', phq, 'ar')).toMatchObject({ answer: daily });
    expect(read('الجواب ٣', phq, 'ar')).toMatchObject({ answer: daily });
  });

  test('“two” is held where another answer speaks of two, and “2” is not', () => {
    const food = asked('attune-check-in', 'food');
    expect(food.options!.map(({ text }) => text)).toContain('A day or two');
    expect(read('two', food)).toMatchObject({ unclear: 'several' });
    expect(read('2', food)).toMatchObject({ answer: 'some' });
    expect(read('a day or two', food)).toMatchObject({ answer: 'few' });
    expect(read('day or two', food)).toMatchObject({ answer: 'few' });
  });

  test('options that count for nothing are numbered from 1', () => {
    const medicine = asked('attune-check-in', 'medicine');
    expect(choicesOf(medicine, conversations.en!.asking).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(read('1', medicine)).toMatchObject({ answer: 'yes' });
    expect(read('yes', medicine)).toMatchObject({ answer: 'yes' });
    expect(read('0', medicine)).toMatchObject({ unclear: 'out-of-range' });
  });
});

describe('other answers', () => {
  test.each([
    ['7', 7],
    ['٧', 7],
    ['seven', 7],
    ['10', 10],
    ['0', 0],
    ['7/10', 7],
    ['7 out of 10', 7],
    ['I think 7 today', 7],
  ])('%j on a scale from 0 to 10 is %j', (text, answer) => {
    expect(read(text, rating)).toMatchObject({ answer });
  });

  test.each([
    ['11', 'out-of-range'],
    ['-1', 'out-of-range'],
    ['6.5', 'not-whole'],
    ['6 or 7', 'several'],
    ['6 7', 'several'],
    ['7/100', 'not-whole'],
    ['70%', 'other-words'],
    ['good', 'other-words'],
    ['of 10', 'other-words'],
  ])('%j on it is not guessed: %s', (text, unclear) => {
    expect(read(text, rating)).toMatchObject({ unclear });
  });

  test('a Spanish scale', () => {
    expect(read('7 de 10', rating, 'es')).toMatchObject({ answer: 7 });
    expect(read('siete', rating, 'es')).toMatchObject({ answer: 7 });
  });

  test.each([
    ['1', true],
    ['2', false],
    ['yes', true],
    ['Y', true],
    ['no thanks', false],
    ['nope', false],
  ])('%j to yes or no is %j', (text, answer) => {
    expect(read(text, yesNo)).toMatchObject({ answer });
  });

  test('yes and no in Spanish and Arabic', () => {
    expect(read('Sí', yesNo, 'es')).toMatchObject({ answer: true });
    expect(read('لا', yesNo, 'ar')).toMatchObject({ answer: false });
    expect(read('yes and no', yesNo)).toMatchObject({ unclear: 'other-words' });
    expect(read('👍', yesNo)).toMatchObject({ unclear: 'emoji' });
  });

  test('no word of the carriers is ever an answer, even where an option is called so', () => {
    const end: Asked = {
      ...yesNo,
      type: 'choice',
      options: ['Stop', 'Help', 'End', 'Go on'].map((text) => ({ code: text, text })),
    };
    for (const word of ['stop', 'help', 'END', 'cancel', 'quit'])
      expect(read(word, end)).toMatchObject({ unclear: 'keyword' });
    expect(read('4', end)).toMatchObject({ answer: 'Go on' });
    expect(read('STOP', note)).toMatchObject({ keyword: 'stop', unclear: 'keyword' });
  });

  test('in their own words everything is taken, as it was written', () => {
    expect(read(' The week was 2 of 10\nreally ', note)).toMatchObject({
      answer: 'The week was 2 of 10\nreally',
    });
    expect(read('😔', note)).toMatchObject({ answer: '😔', kind: 'emoji' });
    expect(read('half \ud83d', note)).toMatchObject({ answer: 'half \ufffd' });
    expect(read('a'.repeat(2001), note)).toMatchObject({ unclear: 'too-long' });
    expect(read("I'm driving", note)).toMatchObject({ unclear: 'auto-reply' });
  });

  test('what may be left out can be skipped, and only that', () => {
    expect(read('SKIP', note)).toMatchObject({ skip: true });
    expect(read('prefer not to say', { ...phq, required: false })).toMatchObject({ skip: true });
    expect(read('saltar', note, 'es')).toMatchObject({ skip: true });
    expect(read('skip', phq)).toMatchObject({ unclear: 'other-words' });
  });

  test('several answers by their numbers', () => {
    const many: Asked = { ...asked('attune-check-in', 'medicine'), repeats: true };
    expect(read('1, 3', many)).toMatchObject({ answer: ['yes', 'no'] });
    expect(read('1 and 2', many)).toMatchObject({ answer: ['yes', 'some-days'] });
    expect(read('1 5', many)).toMatchObject({ unclear: 'out-of-range' });
    expect(read('none', many)).toMatchObject({ unclear: 'other-words' });
  });

  test('a day', () => {
    const since: Asked = { linkId: 'since', text: 'Since when?', type: 'date', required: true };
    expect(read('2026-02-03', since)).toMatchObject({ answer: '2026-02-03' });
    expect(read('2026/2/3.', since)).toMatchObject({ answer: '2026-02-03' });
    expect(read('2026-02-31', since)).toMatchObject({ unclear: 'out-of-range' });
    expect(read('3/4', since)).toMatchObject({ unclear: 'other-words' });
  });
});
