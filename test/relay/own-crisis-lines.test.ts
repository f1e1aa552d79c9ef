/** Whoever writes of danger is answered with the clinic’s own line, by text and by mail, in their language. */
import { expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import type { OwnCrisisLine } from '../../functions/care/messages/own-crisis-lines.ts';
import { smsSegments } from '../../functions/care/messages/render.ts';
import { say } from '../../functions/relay/say.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only, onPaper } from '../support/paper.ts';

const SEEN = { verifiedOn: '2026-01-02', evidence: 'called them' };
const LINE = {
  country: 'MX',
  name: 'Crisis Monterrey',
  call: '81 8000 0000',
  always: true,
  ...SEEN,
} as const;

const LINES: OwnCrisisLine[] = [
  { ...LINE, id: 'local', language: 'es' },
  { ...LINE, id: 'local-en', language: 'en', name: 'Monterrey crisis team' },
  { id: 'police', country: 'MX', language: 'es', call: '911', ...SEEN },
];

async function inMexico() {
  const kim = await atTheDoors({ client: { country: 'MX', language: 'es' } });
  await kim.enrols();
  for (const line of LINES)
    await kim.host.clinics.run({ clinicId: 'riverside', by: 'lea' }, { do: 'save-crisis-line', line });
  return kim;
}
const replyTo = async (kim: AtTheDoors, to?: string) =>
  (await kim.arrived(to)).find(({ template }) => template === 'reply.crisis')!.text;

it('by a text, in whose first part its number is', async () => {
  const kim = await inMexico();
  await kim.texts('me quiero morir');
  expect((await replyTo(kim)).slice(0, 153)).toMatch(
    /Llame al 911\. Para hablar ahora: llame al 81 8000 0000 \(Crisis Monterrey\)/,
  );
});

it('by a mail, in the language of whoever wrote', async () => {
  const kim = await inMexico();
  await kim.mails('me quiero morir');
  const text = await replyTo(kim, 'kim@example.org');
  expect(text).toContain('Crisis Monterrey: llame al 81 8000 0000. De día y de noche');
  expect(text).not.toContain('Monterrey crisis team');
});

it.each([
  ['en', 153],
  ['es', 153],
  ['ar', 67],
] as const)(
  'in %s its number is in the first part of the text, however long all of it is',
  (language, first) => {
    const kim = onPaper({}, { country: 'MX', language });
    const longest = {
      call: '+52 81 8000 0000 00',
      text: 'AYUDA al 81 8000 0000',
      name: 'M'.repeat(60),
      note: 'n'.repeat(100),
    };
    kim.world.clinic.crisisLines = [
      { ...LINE, ...longest, id: 'local', language },
      { id: 'police', country: 'MX', language, call: '911', ...SEEN },
    ];
    kim.enrol();
    const sentAt = kim.world.now;
    kim.does({ do: 'receive', channel: 'sms', providerId: 'p1', words: 'I want to die', sentAt }, 'client');
    const { message } = only(kim.events(), 'message.intended').find(
      (one) => one.message.template === 'reply.crisis',
    )!;
    const given = { clinic: kim.world.clinic, link: '', minutes: 0, language };
    const { text } = say(content, kim.chart, message, 'sms', given);
    expect(text.slice(0, first)).toContain('911');
    expect(text.slice(0, first)).toContain(longest.call);
    expect(smsSegments(text).segments).toBeLessThanOrEqual(5);
  },
);
