import { describe, expect, test } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { messagesSchema, REPLIES, TEMPLATES } from '../../../functions/care/messages/messages.ts';
import { telling } from '../../../functions/care/messages/own-texts.ts';
import { closestLanguage, render, smsSegments } from '../../../functions/care/messages/render.ts';

const { messages } = content;
const languages = Object.keys(messages);
const values = {
  clinic: 'Riverside Center for Family and Community'.slice(0, 40),
  link: 'https://care.example/a/'.padEnd(60, 'k'),
  minutes: 5,
  code: '001234',
};
const everyTemplate = languages.flatMap((language) => TEMPLATES.map((id) => [language, id] as const));

describe('every text that leaves the clinic', () => {
  test('is there in every language, as are the replies', () => {
    expect(languages).toEqual(['en', 'es', 'ar']);
    for (const language of languages) {
      expect(Object.keys(messages[language]!.templates).sort()).toEqual([...TEMPLATES].sort());
      expect(Object.keys(messages[language]!.replies).sort()).toEqual([...REPLIES].sort());
    }
  });

  test.each(everyTemplate)(
    '%s %s fits one SMS with a long name and a long link, in Arabic three',
    (language, id) => {
      const { text } = render(messages, id, language, 'sms', values);
      // Arabic has no GSM-7: 70 letters a segment instead of 160.
      const one = { encoding: 'GSM-7', segments: 1 };
      const { segments } = smsSegments(text);
      expect(smsSegments(text)).toEqual(language === 'ar' ? { encoding: 'UCS-2', segments } : one);
      expect(segments).toBeLessThanOrEqual(3);
      expect(text).toContain(values.clinic);
    },
  );

  test.each(everyTemplate)('%s %s says nothing of what the clinic treats', (language, id) => {
    const { sms, email } = messages[language]!.templates[id];
    expect(telling(`${sms} ${email.subject} ${email.text}`.replace(/\{\w+\}/g, ' '))).toEqual([]);
  });

  test.each(everyTemplate)(
    '%s %s, when it asks something of a client, says how to stop and that nobody watches',
    (language, id) => {
      const asked = !id.startsWith('staff.') && id !== 'code';
      expect(/STOP/.test(messages[language]!.templates[id].sms)).toBe(asked);
      const { templates, unwatched } = messages[language]!;
      expect(templates[id].email.text.includes(unwatched)).toBe(asked);
    },
  );

  test('holds only the placeholders that there are values for', () => {
    const en = messages.en!;
    const withSms = (sms: string) => ({
      ...en,
      templates: { ...en.templates, 'staff.task': { ...en.templates['staff.task'], sms } },
    });
    expect(messagesSchema.safeParse(withSms('{clinic}: hello {link}')).success).toBe(true);
    expect(messagesSchema.safeParse(withSms('{clinic}: hello {name}')).success).toBe(false);
    expect(messagesSchema.safeParse(withSms('{clinic: hello')).success).toBe(false);
  });
});

describe('rendering', () => {
  test('falls from es-MX to es, and from a language that is not there to the first', () => {
    const subject = (language: string) =>
      render(messages, 'request.check-in', language, 'email', values).subject;
    expect([subject('es-MX'), subject('ES'), subject('fr')]).toEqual([
      '¿Cómo va todo?',
      '¿Cómo va todo?',
      'How are things?',
    ]);
    expect(() => closestLanguage([], 'en')).toThrow(RangeError);
  });

  test('puts the values in, once', () => {
    const { text } = render(messages, 'request.packet', 'en', 'email', {
      ...values,
      clinic: 'Elm {link} House',
    });
    expect(text).toContain('Elm link House asks you');
    expect(text).toContain('about 5 min');
    expect(text.split(values.link)).toHaveLength(2);
  });

  test('lets no clinic’s name start another mail header', () => {
    const clinic = 'Elm House\r\nBcc: someone@example.org\u2028\u202e{minutes}';
    const { subject, text } = render(messages, 'request.check-in', 'en', 'email', { ...values, clinic });
    expect(subject).toBe('How are things?');
    expect(text).toMatch(/\n\nElm House Bcc: someone@example.org minutes$/);
    expect(text).not.toMatch(/[\r\u2028\u202e{}]/);
  });

  test('cuts a long name in an SMS as far as one segment needs', () => {
    const clinic = 'The Very Long Name of a Clinic That Nobody Would Ever Put on a Door or a Letter';
    const { text } = render(messages, 'request.intake', 'en', 'sms', { ...values, clinic });
    expect(text).toHaveLength(160);
    expect(text).toMatch(/^The Very Long Name of a Clinic That Nobody W?[a-z]*: some questions/);
  });

  test('keeps the whole name where one segment would leave too little to know it', () => {
    const { text } = render(messages, 'request.intake', 'en', 'sms', { ...values, link: 'h'.repeat(120) });
    expect(text).toContain(values.clinic);
    expect(smsSegments(text).segments).toBe(2);
  });

  test('drops accents that would cost three segments, and only those', () => {
    const sent = (clinic: string) =>
      render(messages, 'staff.task', 'es', 'sms', { clinic, link: 'https://x' }).text.split(':')[0];
    expect(sent('Clínica Peña – María’s')).toBe("Clinica Peña - Maria's");
    expect(sent('Açaí “Haus” 🌿 für Çelik…')).toBe('Acai "Haus" für Çelik...');
    expect(sent('東京クリニック')).toBe('東京クリニック');
  });

  test('takes no value but the clinic’s name, the link and the minutes', () => {
    // @ts-expect-error a client's name is nothing that a message may hold
    render(messages, 'request.check-in', 'en', 'sms', { ...values, name: 'Ana' });
  });

  test('throws for a value that the text needs and nobody gave', () => {
    expect(() => render(messages, 'request.intake', 'en', 'sms', { clinic: 'Elm House' })).toThrow('{link}');
  });
});

describe('SMS segments', () => {
  test.each([
    ['', 'GSM-7', 1],
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(306), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['ñ¿é'.repeat(53), 'GSM-7', 1],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
    ['í'.repeat(70), 'UCS-2', 1],
    ['í'.repeat(71), 'UCS-2', 2],
    ['🙂'.repeat(35), 'UCS-2', 1],
    ['🙂'.repeat(67), 'UCS-2', 3],
  ])('%j', (text, encoding, segments) => {
    expect(smsSegments(text)).toEqual({ encoding, segments });
  });
});
