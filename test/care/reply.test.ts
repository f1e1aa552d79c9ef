import { describe, expect, test } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { conversations, lexicon } from '../../functions/adapters/keywords.ts';
import { itemsOf, questionsFor, valueOf } from '../../functions/care/instrument.ts';
import {
  type Asked,
  bindReply,
  CONVERSATION,
  canBeTexted,
  choicesOf,
  conversationSchema,
  kindOf,
  readReply,
  sayQuestion,
  sayReply,
} from '../../functions/care/reply.ts';

/** A question of a shipped instrument, with what its options count for on paper. */
function asked(instrument: string, linkId: string, language = 'en'): Asked {
  const shipped = content.instruments[instrument]!;
  const item = itemsOf(shipped).find((one) => one.linkId === linkId)!;
  const question = questionsFor(shipped, language).find((one) => one.linkId === linkId)!;
  const options = question.options?.map((one) => ({ ...one, value: valueOf(item, one.code) }));
  return { ...question, ...(options && { options }) };
}

const phq = asked('phq-9', '1');
const [never, several, more, daily] = phq.options!.map(({ code }) => code);
const read = (text: string, question: Asked = phq, language = 'en') =>
  readReply(text, question, language, lexicon);
const rating: Asked = { linkId: 'mood', text: 'Mood?', type: 'integer', required: true, min: 0, max: 10 };
const yesNo: Asked = { linkId: 'pills', text: 'Taken?', type: 'boolean', required: true };
const note: Asked = {
  linkId: 'note',
  text: 'Anything else?',
  type: 'text',
  required: false,
  maxLength: 2000,
};

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

describe('what sort of thing came in', () => {
  test.each([
    ['51', 'Liked ‘How are you’', 'tapback'],
    ['51', 'Loved “2 of 3: how was it?”', 'tapback'],
    ['51', 'Removed a heart from “How are things”', 'tapback'],
    ['51', 'Reacted 👍 to “How are you”', 'tapback'],
    ['51', '👍 to “ How are you ”', 'tapback'],
    ['51', ' \u200a\u200b👍\u200b to “\u200aHow are you\u200a” ', 'tapback'],
    ['51', 'Laughed at “Reply with a num…', 'tapback'],
    ['51', 'Liked an image', 'tapback'],
    ['51', 'Le gustó “¿Cómo va todo?”', 'tapback'],
    ['51', 'Reaccionó con ❤️ a “¿Cómo va todo?”', 'tapback'],
    ['51', 'أعجبني "كيف حالك"', 'tapback'],
    ['', 'I loved “The Crown”', 'text'],
    ['', 'to “be” or not', 'text'],
    ['52', "I'm driving", 'auto-reply'],
    [
      '52',
      'I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.',
      'auto-reply',
    ],
    [
      '52',
      '(I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification through with your original message.)',
      'auto-reply',
    ],
    ['52', 'Auto-Reply: I am away until Monday', 'auto-reply'],
    ['52', "Sorry, I can't talk right now.", 'auto-reply'],
    ['52', 'Respuesta automática: estoy fuera', 'auto-reply'],
    ['52', 'رد تلقائي: أنا مسافر', 'auto-reply'],
    ['', "I'm driving myself mad", 'text'],
    ['45', 'wrong number', 'wrong-number'],
    ['45', 'Sorry you have the WRONG NUMBER!', 'wrong-number'],
    ['45', "this isn't Maria's number anymore", 'wrong-number'],
    ['45', 'Número equivocado', 'wrong-number'],
    ['45', 'الرقم غلط', 'wrong-number'],
    ['', `I called the wrong number and then ${'the day went on '.repeat(4)}`, 'text'],
    ['50', '', 'empty'],
    ['50', '\ufffc', 'empty'],
    ['39', '😂😂', 'emoji'],
    ['39', '👍🏽', 'emoji'],
    ['39', '👨‍👩‍👧 🇲🇽', 'emoji'],
    ['', '?', 'text'],
    ['', '2️⃣', 'text'],
  ])('%s %j is %s', (_case, text, kind) => {
    expect(kindOf(text, lexicon)).toBe(kind);
  });

  test('a reaction to a text in distress, or an automatic one that holds it, still alarms', () => {
    expect(read('Loved “I want to die”')).toMatchObject({ kind: 'tapback', crisis: ['en:want-to-die'] });
    expect(read('Auto-reply: going to end it all')).toMatchObject({
      kind: 'auto-reply',
      crisis: ['en:end-it'],
    });
  });
});

describe('which question a text answers', () => {
  const open = { clientId: 'ana', requestId: 'r1', linkId: 'mood', askedAt: '2026-03-02T15:00:00.000Z' };
  const next = { ...open, requestId: 'r2', askedAt: '2026-03-09T15:00:00.000Z' };

  test('the one that was asked', () => {
    expect(bindReply([open], '2026-03-02T15:00:20.000Z')).toEqual({ to: open });
  });

  test('42 the newest, once there was time to read it; before that it is held', () => {
    expect(bindReply([next, open], '2026-03-09T15:00:59.999Z')).toEqual({ held: 'crossed' });
    expect(bindReply([open, next], '2026-03-09T15:01:00.000Z')).toEqual({ to: next });
    expect(bindReply([open, next], '2026-03-09T14:59:59.999Z')).toEqual({ to: open });
  });

  test('42 a question that has closed is answered late, not silently', () => {
    const closed = { ...open, closedAt: '2026-03-05T15:00:00.000Z' };
    expect(bindReply([closed], '2026-03-05T14:59:59.999Z')).toEqual({ to: closed });
    expect(bindReply([closed], '2026-03-05T15:00:00.000Z')).toEqual({ late: closed });
  });

  test('43 nobody’s, where two clients who share a phone were both asked', () => {
    const ben = { ...open, clientId: 'ben' };
    expect(bindReply([open, ben], '2026-03-02T18:00:00.000Z')).toEqual({ held: 'shared-phone' });
  });

  test('44 nobody’s, where nothing was asked of the number', () => {
    expect(bindReply([], '2026-03-02T18:00:00.000Z')).toEqual({ held: 'nothing-asked' });
    expect(bindReply([next], '2026-03-02T18:00:00.000Z')).toEqual({ held: 'nothing-asked' });
  });
});

describe('a question as a text', () => {
  const place = { n: 1, of: 9, language: 'en' };

  test('its own words, its answers by number, and how to answer', () => {
    expect(sayQuestion(phq, place, conversations)).toEqual({
      text: '1/9 Little interest or pleasure in doing things\n0 Not at all\n1 Several days\n2 More than half the days\n3 Nearly every day\nReply with a number',
      encoding: 'GSM-7',
      segments: 1,
    });
  });

  test('a scale, yes or no, own words, and what may be left out', () => {
    const text = (question: Asked, language = 'en') =>
      sayQuestion(question, { ...place, language }, conversations).text;
    expect(text(rating)).toBe('1/9 Mood?\nReply with a number from 0 to 10');
    expect(text(yesNo)).toBe('1/9 Taken?\n1 Yes\n2 No\nReply with a number');
    expect(text(note)).toBe('1/9 Anything else?\nReply in your own words, or SKIP');
    expect(text(yesNo, 'es-MX')).toBe('1/9 Taken?\n1 Sí\n2 No\nResponda con un número');
    expect(text(yesNo, 'ar')).toBe('1/9 Taken?\n1 نعم\n2 لا\nأجب برقم');
  });

  test('asks again kindly, twice, in other words each time', () => {
    const again = ([1, 2] as const).map(
      (n) => sayQuestion(rating, { ...place, again: n }, conversations).text,
    );
    expect(again[0]).toBe(
      'Sorry, we could not read that. A number alone is best:\n1/9 Mood?\nReply with a number from 0 to 10',
    );
    expect(again[1]).toMatch(/^Sorry, that one is still not clear to us/);
  });

  test('puts what the instrument says above its questions in front', () => {
    const lead = 'Over the last 2 weeks:';
    expect(sayQuestion(phq, { ...place, lead }, conversations).text).toMatch(
      /^1\/9 Over the last 2 weeks: Little/,
    );
  });

  test('is not sent where an answer’s own words hold another number', () => {
    const often: Asked = {
      ...phq,
      options: ['Never', 'Monthly', '2 to 4 times a month'].map((text, value) => ({
        code: text,
        text,
        value,
      })),
    };
    expect(canBeTexted(often)).toBe(false);
    expect(canBeTexted(phq)).toBe(true);
    expect(canBeTexted({ ...phq, type: 'group' })).toBe(false);
  });

  test('every answer that it numbers is understood when it comes back, by number and by its words', () => {
    for (const { questionnaire } of Object.values(content.instruments))
      for (const language of ['en', 'es'])
        for (const { linkId } of questionsFor(content.instruments[questionnaire.id]!, language)) {
          const question = asked(questionnaire.id, linkId, language);
          if (question.type !== 'choice' || question.repeats || !canBeTexted(question)) continue;
          for (const { number, answer, text } of choicesOf(question, conversations.en!.asking)) {
            if (!text) continue;
            expect([questionnaire.id, text, read(String(number), question, language)]).toEqual([
              questionnaire.id,
              text,
              expect.objectContaining({ answer }),
            ]);
            expect(read(text, question, language)).toMatchObject({ answer });
          }
        }
  });
});

describe('what is said in the thread', () => {
  const values = {
    clinic: 'Riverside Center for Family',
    phone: '+1 555 010 0199',
    emergency: '911',
    link: 'https://care.example/a/'.padEnd(50, 'k'),
  };

  test('is there in every language', () => {
    expect(Object.keys(conversations)).toEqual(['en', 'es', 'ar']);
    for (const one of Object.values(conversations))
      expect(Object.keys(one.replies).sort()).toEqual([...CONVERSATION].sort());
  });

  test.each(CONVERSATION)('%s in English is one GSM-7 segment', (id) => {
    const { text, ...cost } = sayReply(conversations, id, 'en', values);
    expect(text).not.toMatch(/[{}]/);
    expect(cost).toEqual({ encoding: 'GSM-7', segments: 1 });
  });

  test.each(['es', 'ar'].flatMap((language) => CONVERSATION.map((id) => [language, id] as const)))(
    '%s %s says what it costs: at most four segments',
    (language, id) => {
      expect(sayReply(conversations, id, language, values).segments).toBeLessThanOrEqual(4);
    },
  );

  test.each(
    Object.values(conversations).flatMap(({ language, replies }) =>
      Object.entries(replies).map(([id, text]) => [language, id, text] as const),
    ),
  )('%s %s says nothing of what the clinic treats', (_language, _id, text) => {
    expect(text).not.toMatch(
      /depres|anxi|ansied|phq|suicid|harm|daño|diagn|therap|terap|psy|psi[cq]|mental|medic|symptom|síntom|treat|tratam|mood|ánimo|crisis|patient|pacient|نفسي|اكتئاب|علاج/i,
    );
  });

  test('whoever asks for help, or stops, is told whom to call in danger', () => {
    for (const language of ['en', 'es', 'ar'])
      for (const id of ['help', 'stopped', 'kept'] as const)
        expect(sayReply(conversations, id, language, values).text).toContain('911');
  });

  test('holds only placeholders that there are values for', () => {
    const en = conversations.en!;
    const withThanks = (thanks: string) => ({ ...en, replies: { ...en.replies, thanks } });
    expect(conversationSchema.safeParse(withThanks('{clinic}: thanks')).success).toBe(true);
    expect(conversationSchema.safeParse(withThanks('{name}: thanks')).success).toBe(false);
    expect(conversationSchema.safeParse(withThanks('{clinic: thanks')).success).toBe(false);
  });
});
