/** What providers send and answer, forged, repeated, reordered, slow and wrong. */
import {
  SendTextMessageCommand,
  PinpointSMSVoiceV2Client as SmsClient,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client as SesClient } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createAwsSender, ONE_TRY } from '../../functions/adapters/sender-aws.ts';
import { KEY_TAG } from '../../functions/mail-ids.ts';
import { asked, brings, fromSns, ofMail, ofText, texted } from '../support/amazon.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only } from '../support/paper.ts';
import { kim as KIM, MONDAY } from '../support/people.ts';

const BY_MAIL = { client: { channel: 'email' as const } };
const stateOf = async (kim: AtTheDoors, key: string) => (await kim.chart()).sent[key.split('#')[2]!]!.state;

describe('what a provider brings twice, or otherwise', () => {
  it('122 · the same an hour later changes nothing', async () => {
    const { kim, key } = await asked();
    const bodies = [
      fromSns(texted('Is Thursday still on?', 'sm-1')),
      fromSns(ofText('TEXT_DELIVERED', key)),
      fromSns(texted('STOP', 'sm-2')),
    ];
    await brings(kim, ...bodies);
    await kim.passes('2026-01-05T16:00:00.000Z');
    const { head } = await kim.chart();
    const texts = (await kim.arrived()).length;
    await brings(kim, ...bodies);
    expect([(await kim.chart()).head, (await kim.arrived()).length]).toEqual([head, texts]);
  });

  it('123 · the same under another id of the envelope is the same; what is told of a message once is known', async () => {
    const { kim, key } = await asked();
    await brings(kim, fromSns(texted('STOP', 'sm-1')), fromSns(ofText('TEXT_DELIVERED', key)));
    const { head } = await kim.chart();
    const texts = (await kim.arrived()).length;
    await brings(
      kim,
      fromSns(texted('STOP', 'sm-1'), { MessageId: 'another', Timestamp: '2026-01-05T15:30:00.000Z' }),
      fromSns(ofText('TEXT_DELIVERED', key, 'p-another')),
    );
    expect((await kim.chart()).head).toBe(head);
    // A STOP that somebody sends anew stops nothing more, and is not confirmed again.
    await brings(kim, fromSns(texted('STOP', 'sm-9')));
    expect((await kim.arrived()).length).toBe(texts);
  });

  it('124 · written out anew, in another order and with other spaces, it is the same', async () => {
    const { kim } = await asked();
    await brings(kim, fromSns(texted('Is Thursday still on?', 'sm-1')));
    const { head } = await kim.chart();
    const message = texted('Is Thursday still on?', 'sm-1');
    const turned = Object.fromEntries(Object.entries(message).toReversed());
    const envelope = JSON.parse(fromSns({}, { Message: JSON.stringify(turned, null, 2) }));
    await brings(kim, JSON.stringify(Object.fromEntries(Object.entries(envelope).toReversed()), null, 4));
    expect((await kim.chart()).head).toBe(head);
  });

  it('126 · under one id with other words both are kept: the second may be the one that matters', async () => {
    const { kim } = await asked();
    await brings(
      kim,
      fromSns(texted('Is Thursday still on?', 'sm-1')),
      fromSns(texted('I want to die', 'sm-1')),
    );
    expect(only(await kim.events(), 'words.received').map(({ words }) => words)).toEqual([
      'Is Thursday still on?',
      'I want to die',
    ]);
    expect(await kim.openTasks()).toContain('urgent');
  });

  it('127 · a hard bounce and then a delivery, or the other way round, end alike', async () => {
    for (const order of [['Bounce', 'Delivery'] as const, ['Delivery', 'Bounce'] as const]) {
      const { kim, key } = await asked(BY_MAIL);
      await brings(kim, ...order.map((type) => fromSns(ofMail(type, key))));
      expect([await stateOf(kim, key), await kim.mayBeWrittenTo()]).toEqual(['failed', ['sms']]);
      expect(await kim.openTasks()).toContain('no-channel');
      expect((await kim.arrived()).map(({ template }) => template)).toContain('request.intake');
    }
  });

  it('128 · a complaint ends the mails at once, whatever else is on, and a person is told', async () => {
    const { kim, key } = await asked(BY_MAIL);
    await brings(kim, fromSns(ofMail('Delivery', key)), fromSns(ofMail('Complaint', key)));
    expect(await kim.mayBeWrittenTo()).toEqual(['sms']);
    expect(await kim.openTasks()).toContain('no-channel');
    const before = (await kim.arrived(KIM.email)).length;
    await kim.passes('2026-01-20T16:00:00.000Z');
    expect((await kim.arrived(KIM.email)).length).toBe(before);
  });

  it('133 · a day of events that comes again, backwards, changes nothing', async () => {
    const { kim, key } = await asked();
    const day = [
      ...['hello', 'Could we meet?', 'STOP', 'START', 'HELP', '👍'].map((words, n) =>
        fromSns(texted(words, `sm-${n}`)),
      ),
      ...['TEXT_QUEUED', 'TEXT_SENT', 'TEXT_DELIVERED', 'TEXT_CARRIER_BLOCKED'].map((type) =>
        fromSns(ofText(type, key)),
      ),
      ...['a', 'b', 'c'].map((id) => fromSns(ofText('TEXT_DELIVERED', `riverside#kim#nothing-${id}`))),
    ];
    await brings(kim, ...day);
    kim.clock.to('2026-01-06T15:30:00.000Z');
    const { head } = await kim.chart();
    const sent = (await kim.sent()).length;
    await brings(kim, ...day.toReversed(), ...day);
    expect([(await kim.chart()).head, (await kim.sent()).length]).toEqual([head, sent]);
    expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });
});

/** The sender for AWS, of which `answers` says what becomes of each try. Every text that was tried, by its key. */
async function onAws(
  answer: (tries: number) => object | Error,
  given: Parameters<typeof atTheDoors>[0] = {},
): Promise<{ kim: AtTheDoors; tried: string[] }> {
  const [ses, sms] = [
    new SesClient({ region: 'us-east-1', ...ONE_TRY }),
    new SmsClient({ region: 'us-east-1', ...ONE_TRY }),
  ];
  mockClient(ses).rejects(new Error('only texts in this test'));
  const tried: string[] = [];
  mockClient(sms)
    .on(SendTextMessageCommand)
    .callsFake(({ Context }) => {
      tried.push(Context[KEY_TAG]);
      const answered = answer(tried.length);
      if (answered instanceof Error) throw answered;
      return answered;
    });
  let clock = (): string => MONDAY;
  const settings = { ses, sms, from: 'care@riverside.example', configurationSet: 'attune', pool: 'pool-1' };
  const kim = await atTheDoors({
    ...given,
    sender: () => createAwsSender({ ...settings, clock: () => clock() }),
  });
  clock = kim.clock;
  return { kim, tried };
}
const failing = (name: string, status?: number) =>
  Object.assign(new Error(name), { name, ...(status && { $metadata: { httpStatusCode: status } }) });

describe('what a provider answers', () => {
  it('129 · a storm of 429 is waited out, and each text goes once', async () => {
    const { kim, tried } = await onAws((tries) =>
      tries <= 6 ? failing('ThrottlingException', 429) : { MessageId: `p-${tries}` },
    );
    await kim.enrols();
    await kim.joinedBy('luz', { phone: '+14155550135' });
    await kim.passes('2026-01-05T17:00:00.000Z');
    const [key = ''] = tried;
    expect(await stateOf(kim, key)).toBe('handed-off');
    // Two texts, three tries each in vain, and each taken once.
    expect(tried).toHaveLength(8);
    expect(new Set(tried).size).toBe(2);
  });

  it.each([
    [
      '130 · it takes the text and the line breaks before it says so: unknown, and not sent again',
      () => failing('TimeoutError'),
    ],
    [
      '131 · it says 200 with nothing of use in it: unknown, and not sent again',
      () => ({ Error: 'InternalFailure' }),
    ],
  ])('%s', async (_, answer) => {
    const { kim, tried } = await onAws(answer, { changes: { 'intake.reminders': [] } });
    await kim.enrols();
    await kim.passes('2026-01-07T16:00:00.000Z');
    expect(tried).toHaveLength(1);
    const [key = ''] = tried;
    expect(await stateOf(kim, key)).toBe('unknown');
    // Its own word, whenever it comes, settles it.
    await brings(kim, fromSns(ofText('TEXT_DELIVERED', key)));
    expect(await stateOf(kim, key)).toBe('delivered');
  });

  it('132 · a provider that is away for six hours costs nobody a question, and wakes nobody at night', async () => {
    for (const [begins, ends, sent] of [
      [
        '2026-01-05T15:00:00.000Z',
        '2026-01-05T21:00:00.000Z',
        ['2026-01-05T21:00:00.000Z', '2026-01-05T22:00:00.000Z'],
      ],
      [
        '2026-01-05T22:00:00.000Z',
        '2026-01-06T04:00:00.000Z',
        ['2026-01-06T13:00:00.000Z', '2026-01-06T14:00:00.000Z'],
      ],
    ] as const) {
      let now = () => begins as string;
      const kim = await atTheDoors({
        at: begins,
        sender: (outbox) => ({
          send: async (message) =>
            now() < ends ? { sent: 'refused', reason: 'ECONNREFUSED', again: true } : outbox.send(message),
        }),
      });
      now = kim.clock;
      await kim.enrols();
      await kim.texts('I want to die');
      await kim.passes('2026-01-06T16:00:00.000Z');
      const asks = (await kim.arrived()).filter(({ template }) => template === 'request.intake');
      expect(asks).toHaveLength(1);
      expect(asks[0]!.at >= sent[0] && asks[0]!.at <= sent[1]).toBe(true);
      // Staff are told of what is urgent as soon as anything goes, at any hour.
      const staff = (await kim.sent()).filter(({ to }) => to.endsWith('@riverside.example'));
      expect(staff[0]!.at <= new Date(Date.parse(ends) + 30 * 60_000).toISOString()).toBe(true);
    }
  });
});
