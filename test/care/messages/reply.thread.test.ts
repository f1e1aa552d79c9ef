import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { conversations } from '../../../functions/adapters/keywords.ts';
import { questionsFor } from '../../../functions/care/measures/instrument.ts';
import {
  type Asked,
  bindReply,
  CONVERSATION,
  canBeTexted,
  choicesOf,
  conversationSchema,
  sayQuestion,
  sayReply,
} from '../../../functions/care/messages/reply.ts';
import { asked, note, phq, rating, read, yesNo } from '../../support/asked.ts';

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

  test('its dashes and quotation marks as every phone has them, which keeps one text from being three', () => {
    const text = 'Feeling bad about yourself – or “that you are a failure”…';
    expect(sayQuestion({ ...phq, text }, place, conversations)).toMatchObject({
      text: expect.stringContaining('yourself - or "that you are a failure"...'),
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
    line: '988 Suicide & Crisis Lifeline: call 988, text 988',
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
