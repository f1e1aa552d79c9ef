import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { crisisLinesSchema, crisisReply } from '../../../functions/care/messages/crisis.ts';

const reply = (country: string, language: string, lines = content.crisisLines) =>
  crisisReply(lines, content.messages, country, language);
const seen = { verifiedOn: '2026-11-21', evidence: 'a test' };
const doubted = { ...seen, unconfirmed: true as const };

const withPeru = (emergency: object, lines: object[]) =>
  crisisLinesSchema.parse({
    ...content.crisisLines,
    countries: { PE: { es: { emergency: { call: '105', ...emergency }, lines } } },
  });

describe('what a client in danger is shown', () => {
  test('in the United States: 911, 988 and the text line', () => {
    const { text, emergency, lines } = reply('US', 'en');
    expect(emergency).toBe('911');
    expect(lines.map(({ name, call, text }) => ({ name, call, text }))).toEqual([
      { name: '988 Suicide & Crisis Lifeline', call: '988', text: '988' },
      { name: 'Crisis Text Line', call: undefined, text: 'HOME to 741741' },
    ]);
    expect(text).toContain('If you are in immediate danger, call 911.');
    expect(text).toContain('988 Suicide & Crisis Lifeline: call 988, text 988');
  });

  test('in Spanish there: the Spanish ways to the same lines', () => {
    const { text, lines } = reply('us', 'es-MX');
    expect(text).toContain('llame al 911');
    expect(text).toContain('oprima 2 para español');
    expect(lines[0]).toMatchObject({ call: '988', text: 'AYUDA al 988' });
  });

  test.each([
    [
      'en',
      /a parent or guardian about an answer like this\. A person from the clinic will try to talk with you first/,
    ],
    ['es', /uno de sus padres o a su tutor de una respuesta como esta/],
    ['ar', /والديك أو ولي أمرك/],
  ])(
    'tells a minor in %s that a guardian hears of it, where that is the rule, and nobody else',
    (language, sentence) => {
      const told = crisisReply(content.crisisLines, content.messages, 'US', language, {
        guardianIsTold: true,
      }).text;
      expect(told.split('\n\n').at(-1)).toMatch(sentence);
      expect(reply('US', language).text).not.toMatch(sentence);
    },
  );

  test.each(['en', 'es'])(
    'says in %s that a person will see it, and that nobody watches all the time',
    (language) => {
      const { text } = reply('US', language);
      expect(text).toMatch(/A person at the clinic will see|Una persona de la clínica verá/);
      expect(text).toMatch(/not monitored all the time|no se vigila todo el tiempo/);
    },
  );

  test.each([
    ['en', 'Oak House: call +12125550142. While the clinic is open'],
    ['es', 'Oak House: llame al +12125550142. En el horario de la clínica'],
    ['ar', 'Oak House: اتصل على +12125550142. في ساعات عمل العيادة'],
  ])(
    'ends in %s with the clinic’s own number and when it is answered, where it has one',
    (language, last) => {
      const of = (clinic: { name: string; phone?: string }) =>
        crisisReply(content.crisisLines, content.messages, 'US', language, { clinic });
      const { text, lines, first } = of({ name: 'Oak House', phone: '+12125550142' });
      expect(text.split('\n\n').at(-1)).toBe(last);
      expect(lines.at(-1)).toMatchObject({ name: 'Oak House', call: '+12125550142' });
      expect(first).toMatch(/988/);
      expect(of({ name: 'Oak House' })).toEqual(reply('US', language));
    },
  );

  test('holds no note of how a number was checked', () => {
    expect(Object.keys(reply('US', 'en').lines[0]!)).not.toContain('evidence');
  });
});

describe('it is never empty', () => {
  test.each(['XX', '', '__proto__', 'constructor', 'toString'])('for the country %j', (country) => {
    const { text, emergency, lines } = reply(country, 'en');
    expect(emergency).toBe('112 or your local emergency number');
    expect(lines).toEqual([expect.objectContaining({ chat: 'https://findahelpline.com' })]);
    expect(text).toContain('https://findahelpline.com');
  });

  test.each(Object.keys(content.crisisLines.countries))('in %s, whatever the language', (country) => {
    for (const language of ['en', 'es', 'fr', '']) {
      const { emergency, lines, text } = reply(country, language);
      expect(emergency).toMatch(/^\d{3}( (or|o) .*)?$/);
      expect(lines.length).toBeGreaterThan(0);
      for (const { name, call, text: sms, chat } of lines) {
        expect(call ?? sms ?? chat).toBeTruthy();
        expect(text).toContain(name);
      }
    }
  });

  test('a number that nobody confirmed is not shown: what holds everywhere is', () => {
    const peru = withPeru(doubted, [{ name: 'Línea 113', call: '113', ...doubted }]);
    const { emergency, lines } = reply('PE', 'es', peru);
    expect(emergency).toBe('112 o al número local de emergencias');
    expect(lines.map(({ name }) => name)).toEqual(['Find A Helpline']);
  });

  test('a confirmed number beside it is', () => {
    const peru = withPeru(seen, [
      { name: 'Línea 113', call: '113', ...seen },
      { name: 'Otra', call: '999', ...doubted },
    ]);
    expect(reply('PE', 'es', peru)).toMatchObject({ emergency: '105', lines: [{ name: 'Línea 113' }] });
  });

  test('of what holds everywhere, what nobody confirmed is not shown either', () => {
    const { en } = content.crisisLines.elsewhere;
    const lines = [{ name: 'Heard of', call: '999', ...doubted }, ...en!.lines];
    const file = crisisLinesSchema.parse({ ...content.crisisLines, elsewhere: { en: { ...en, lines } } });
    expect(reply('XX', 'en', file).lines.map(({ name }) => name)).toEqual(['Find A Helpline']);
  });

  test('a file whose last resort is unconfirmed is refused', () => {
    const { en } = content.crisisLines.elsewhere;
    const file = {
      ...content.crisisLines,
      elsewhere: { en: { ...en, emergency: { call: '112', ...doubted } } },
    };
    expect(crisisLinesSchema.safeParse(file).success).toBe(false);
  });
});

test('no retired hotline is in the file', () => {
  expect(JSON.stringify(content.crisisLines)).not.toMatch(/273-?8255|833-?456-?4566|KIRAN/);
});
