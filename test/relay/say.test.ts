import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import type { Channel } from '../../functions/care/chart.ts';
import type { Client } from '../../functions/care/client.ts';
import { crisisReply } from '../../functions/care/messages/crisis.ts';
import { smsSegments } from '../../functions/care/messages/render.ts';
import { say } from '../../functions/relay/say.ts';
import { only, onPaper } from '../support/paper.ts';

/** What carriers take into the first of several texts. */
const FIRST = { 'GSM-7': 153, 'UCS-2': 67 };

type About = { shared?: true; guardian?: 'told' | 'clinician-decides' };

/** What a client is told who writes that they want to die. */
function reply(channel: Channel, client: Partial<Client>, { shared, guardian = 'told' }: About = {}): string {
  const kim = onPaper({}, { dateOfBirth: '2011-05-17', ...client });
  kim.world.clinic.jurisdiction = { riskLevel: 'not-recorded', minors: { under: 18, guardian } };
  kim.enrol();
  const sentAt = kim.world.now;
  kim.does({ do: 'receive', channel, providerId: 'p1', words: 'I want to die', sentAt, shared }, 'client');
  const { message } = only(kim.events(), 'message.intended').find(
    (one) => one.message.template === 'reply.crisis',
  )!;
  const { language } = kim.chart.client!;
  const given = { clinic: kim.world.clinic, link: '', minutes: 0, language };
  return say(content, kim.chart, message, channel, given).text;
}

const TOLD = { en: /a parent or guardian/, es: /uno de sus padres o a su tutor/ };
const LINE = { en: 'call 988', es: 'llame al 988' };

describe.each(['en', 'es'] as const)('a minor who writes of danger in %s', (language) => {
  it('is told in a text that a guardian hears of it, after whom to call, which is all in its first part', () => {
    const text = reply('sms', { language });
    expect(text).toMatch(TOLD[language]);
    expect(text.slice(0, FIRST['GSM-7'])).toContain('911');
    expect(text.slice(0, FIRST['GSM-7'])).toContain(LINE[language]);
    expect(smsSegments(text)).toEqual({ encoding: 'GSM-7', segments: language === 'en' ? 2 : 3 });
  });

  it('is told so in a mail, as on the page', () => {
    const text = reply('email', { language });
    expect(text).toMatch(TOLD[language]);
    expect(text).toContain('988');
  });

  it.each([
    ['is grown up', { dateOfBirth: '1990-05-17' }, {}],
    ['may have been somebody else with the same phone', {}, { shared: true }],
    ['is of a clinic whose clinicians decide on it', {}, { guardian: 'clinician-decides' }],
  ] as const)('is not, where whoever wrote %s', (_, client, about) => {
    for (const channel of ['sms', 'email'] as const)
      expect(reply(channel, { language, ...client }, about)).not.toMatch(TOLD[language]);
  });
});

describe.each(Object.keys(content.crisisLines.countries))('whoever writes of danger in %s', (country) => {
  it.each(['en', 'es', 'ar'])('finds whom to call in the first part of the text (%s)', (language) => {
    const text = reply('sms', { language, country });
    const { emergency, lines } = crisisReply(content.crisisLines, content.messages, country, language);
    const { encoding } = smsSegments(text);
    expect(encoding).toBe(language === 'ar' ? 'UCS-2' : 'GSM-7');
    const first = text.slice(0, FIRST[encoding]);
    expect(first).toContain(/\d+/.exec(emergency)![0]);
    expect(first).toContain(lines[0]!.call ?? lines[0]!.chat!);
  });
});

it('whoever writes of danger from a country that is not known is given what holds everywhere, in the first part', () => {
  for (const language of ['en', 'es', 'ar']) {
    const text = reply('sms', { language, country: 'XX' });
    const first = text.slice(0, FIRST[smsSegments(text).encoding]);
    expect(first).toMatch(/112/);
    expect(first).toContain('https://findahelpline.com');
  }
});
