import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { conversations, lexicon } from '../../../functions/adapters/keywords.ts';
import { languagesOf, questionsFor } from '../../../functions/care/measures/instrument.ts';
import {
  asksToStop,
  crisisIn,
  crisisWordsSchema,
  flagsOf,
  readKeyword,
} from '../../../functions/care/messages/keywords.ts';

describe('the whole text is a word of the carriers or of the law', () => {
  test.each([
    ['17', 'STOP', 'stop'],
    ['18', 'stop.', 'stop'],
    ['20', 'ＳＴＯＰ', 'stop'],
    ['21', 'ST0P', 'stop'],
    ['22', 'unsubscribe', 'stop'],
    ['23', 'quit', 'stop'],
    ['25', 'opt out', 'stop'],
    ['25', 'Opt-Out!', 'stop'],
    ['26', 'stopall', 'stop'],
    ['26', 'STOP ALL', 'stop'],
    ['27', 'START', 'start'],
    ['27', 'unstop', 'start'],
    ['28', 'ALTO', 'stop'],
    ['28', 'Parar', 'stop'],
    ['', 's.t.o.p', 'stop'],
    ['', ' \u200bSTOP\u200f ', 'stop'],
    ['', 'End', 'stop'],
    ['', 'revoke', 'stop'],
    ['', 'CANCEL', 'stop'],
    ['', 'توقف', 'stop'],
    ['', 'إلغاء الاشتراك', 'stop'],
    ['', 'الغاء الاشتراك', 'stop'],
    ['', 'help', 'help'],
    ['', 'Ayuda', 'help'],
    ['', 'مساعدة', 'help'],
    ['', 'INFO', 'help'],
  ])('%s %j is %s', (_case, text, keyword) => {
    expect(flagsOf(text, lexicon)).toMatchObject({ keyword, crisis: [], distress: false });
  });

  test.each([
    ['19', 'Stop please'],
    ['24', 'cancel my appt'],
    ['29', 'STOP hurting me'],
    ['30', "HELP me I can't go on"],
    ['', 'stopped taking them'],
    ['', 'the end'],
    ['', 'I start on Monday'],
    ['', 'baja'],
    ['', '570'],
    ['', ''],
  ])('%s %j is none', (_case, text) => {
    expect(readKeyword(text, lexicon)).toBeUndefined();
  });

  test.each(['YES', 'yes', 'si', 'نعم'])('%s enrols nobody', (text) => {
    expect(readKeyword(text, lexicon)).toBeUndefined();
  });

  test('STOP alone is the carrier’s word for whoever writes in another language', () => {
    expect(Object.keys(lexicon.keywords)).toEqual(['en', 'es', 'ar']);
    const { en, ...others } = lexicon.keywords;
    expect(en).toBeDefined();
    expect(readKeyword('STOP', { ...lexicon, keywords: others })).toBeUndefined();
    expect(readKeyword('STOP', lexicon)).toBe('stop');
  });

  test.each(Object.values(content.instruments).map((one) => [one.questionnaire.id, one] as const))(
    'no answer of %s is one of them, in any language',
    (_id, instrument) => {
      for (const language of languagesOf(instrument))
        for (const { options = [] } of questionsFor(instrument, language))
          for (const { text } of options)
            expect([text, readKeyword(text, lexicon)]).toEqual([text, undefined]);
    },
  );
});

describe('by any reasonable means: a person reads it', () => {
  test.each([
    'Stop please',
    'please stop texting me',
    'pls unsubscribe me from this',
    'I want to opt out of these',
    'take me off your list',
    "I don't want any more texts",
    'leave me alone',
    'do not contact me again',
    'por favor paren',
    'no quiero más mensajes',
    'quiero darme de baja',
    'BAJA',
    'لا ترسلوا لي رسائل',
    'STOP',
  ])('%j', (text) => {
    expect(asksToStop(text, lexicon)).toBe(true);
  });

  test.each([
    'cancel my appt',
    "I can't stop crying",
    'it stopped raining',
    'when does it end',
    'mi autoestima está baja',
    'STOP hurting me',
    '2',
  ])('%j does not ask for it', (text) => {
    expect(asksToStop(text, lexicon)).toBe(false);
  });
});

describe('STOP or HELP at the front of a sentence of distress', () => {
  test.each([
    ['29', 'STOP hurting me', 'stop'],
    ['29', 'stop it', 'stop'],
    ['30', "HELP me I can't go on", 'help'],
    ['30', 'Help me', 'help'],
    ['', 'help I am so scared', 'help'],
  ])('%s %j reaches safety triage, and the carrier may have acted on it', (_case, text, carrier) => {
    expect(flagsOf(text, lexicon)).toMatchObject({ carrier, distress: true });
  });

  test.each([
    'Alto me lastima',
    'AYÚDAME',
    'ayuda por favor',
    'ساعدوني',
    'توقف أنت تؤذيني',
    'HELP!!!',
    'please help',
  ])('%j reaches safety triage', (text) => {
    expect(flagsOf(text, lexicon).distress).toBe(true);
  });

  test.each([
    'STOP',
    'HELP',
    'stop texting me please',
    'Help with the link',
    'STOP!!',
    'ayuda con el enlace',
    '2',
  ])('%j is no distress', (text) => {
    expect(flagsOf(text, lexicon).distress).toBe(false);
  });
});

describe('crisis words', () => {
  test.each([
    ['31', 'I want to die 😂', 'en:want-to-die'],
    ['31', 'i want to die jk just kidding lol', 'en:want-to-die'],
    ['32', 'kms', 'en:kill-myself'],
    ['32', 'gonna unalive myself', 'en:kill-myself'],
    ['', 'K.M.S', 'en:kill-myself'],
    ['', 'k i l l  m y s e l f', 'en:kill-myself'],
    ['', 'killmyself', 'en:kill-myself'],
    ['', 'KILL MY SELF', 'en:kill-myself'],
    ['', 'kiiilll myyyself', 'en:kill-myself'],
    ['', 'k1ll mys3lf', 'en:kill-myself'],
    ['', 'ki\u200bll my\u00adself', 'en:kill-myself'],
    ['', '𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟', 'en:kill-myself'],
    ['', 'kill 😂 myself', 'en:kill-myself'],
    ['', 'sui!cide', 'en:suicide'],
    ['', 'su1c1dal thoughts', 'en:suicide'],
    ['', 'I wanna just die', 'en:want-to-die'],
    ['', 'I don’t want to be here anymore', 'en:not-live'],
    ['', 'going to end it all tonight', 'en:end-it'],
    ['', 'everyone would be better off without me', 'en:better-off-dead'],
    ['', "I can't go on", 'en:cannot-go-on'],
    ['', 'started cutting again', 'en:self-harm'],
    ['', 'i took all of my pills', 'en:overdose'],
    ['', 'my husband hits me', 'en:violence-to-me'],
    ['', 'I am going to kill him', 'en:harm-to-others'],
    ['', '2 but the voices tell me to', 'en:voices'],
    ['', 'No quiero vivir', 'es:not-live'],
    ['', 'me quiero morir', 'es:want-to-die'],
    ['', 'quiero quitarme la vida', 'es:kill-myself'],
    ['', 'estoy pensando en el suicidio', 'es:suicide'],
    ['', 'ya no aguanto más', 'es:cannot-go-on'],
    ['', 'أريد أن أموت', 'ar:want-to-die'],
    ['', 'وأريد ان اموت', 'ar:want-to-die'],
    ['', 'لا أُرِيدُ أن أَعِيش', 'ar:not-live'],
    ['', 'أفكر في الانتحار', 'ar:suicide'],
    ['', 'بدي أموت', 'ar:want-to-die'],
    ['', 'مش عايز أعيش', 'ar:not-live'],
  ])('%s %j', (_case, text, id) => {
    expect(crisisIn(text, lexicon)).toContain(id);
  });

  test.each([
    ['ran 5 kms today', 'kms is kilometres as well: a person sees at a glance'],
    ['cut myself shaving', 'the same words, and nobody can tell'],
    ["I don't want to die", 'a frightened person writes it'],
    ['I took all my meds', 'whether as agreed, a list cannot tell'],
    ['me corté el pelo', 'the same words'],
  ])('%j alarms on purpose: %s', (text) => {
    expect(crisisIn(text, lexicon)).not.toEqual([]);
  });

  test.each([
    ['killing it at work', 'the writer is never its object'],
    ['my back is killing me', 'said every day'],
    ['I want to diet', 'a phrase ends where a word ends'],
    ['the deadline is Monday', ''],
    ["I'm dying of laughter", 'said every day'],
    ['end it with him?', 'said of a call or a relationship'],
    ['I have a plan for the week', 'a clinic that writes care plans hears it as such'],
    ['take care of myself', '“off myself” holds its double letter'],
    ['no estoy seguro', '“I am not sure”'],
    ['ya no puedo ir el lunes', ''],
    ['todo bien, gracias', ''],
    ['الحمد لله بخير', ''],
    ['2', ''],
    ['', ''],
  ])('%j does not: %s', (text) => {
    expect(crisisIn(text, lexicon)).toEqual([]);
  });

  test('name each language’s list once, with who drafted it and who has reviewed it', () => {
    for (const [language, list] of Object.entries(lexicon.crisisWords)) {
      expect(list).toMatchObject({ language, drafted: { on: '2026-11-21' }, reviews: [] });
      const ids = list.phrases.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const [en] = Object.values(lexicon.crisisWords);
    expect(crisisWordsSchema.safeParse({ ...en, drafted: undefined }).success).toBe(false);
  });

  test('every phrase of every list finds itself', () => {
    for (const { language, phrases } of Object.values(lexicon.crisisWords))
      for (const { id, says } of phrases)
        for (const phrase of says)
          expect([phrase, crisisIn(phrase.replaceAll('*', '').replace(' ~ ', ' '), lexicon)]).toEqual([
            phrase,
            expect.arrayContaining([`${language}:${id}`]),
          ]);
  });

  test('stand in no text that we send, so that a mail can be searched with what it quotes', () => {
    const sent = [
      ...Object.values(content.messages).flatMap(({ templates, replies }) => [
        ...Object.values(templates).flatMap(({ sms, email }) => [sms, email.subject, email.text]),
        ...Object.values(replies),
      ]),
      ...Object.values(conversations).flatMap(({ asking, replies }) => [
        ...Object.values(asking),
        ...Object.values(replies),
      ]),
    ];
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.filter((text) => crisisIn(text, lexicon).length > 0)).toEqual([]);
  });

  test.each([
    ['one letter', 'k '.repeat(50_000)],
    ['one word', 'want '.repeat(20_000)],
    ['digits', '1'.repeat(100_000)],
    ['signs', `${'!'.repeat(100_000)}a`],
    ['accents', `a${'\u0301'.repeat(100_000)}`],
    ['held', `k${'i'.repeat(100_000)}ll`],
  ])('are looked for in 100,000 of %s within seconds', (_what, text) => {
    const begun = performance.now();
    flagsOf(text, lexicon);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
