import {
  ConflictException,
  InternalServerException,
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  ServiceQuotaExceededException,
  ThrottlingException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  AccountSuspendedException,
  LimitExceededException,
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAwsSender, ONE_TRY } from '../../functions/adapters/sender-aws.ts';
import { readEmail } from '../../functions/inbound/email.ts';
import { KEY_TAG, tagOf } from '../../functions/mail-ids.ts';
import { type OutboundMessage, Unsendable } from '../../functions/ports.ts';

const ses = mockClient(SESv2Client);
const sms = mockClient(PinpointSMSVoiceV2Client);
const here = { region: 'us-east-1', ...ONE_TRY };
const settings = {
  ses: new SESv2Client(here),
  sms: new PinpointSMSVoiceV2Client(here),
  clock: () => '2026-01-05T19:42:30.500Z',
  replyTo: 'care@clinic.example',
  from: 'no-reply@care.clinic.example',
  configurationSet: 'attune',
  pool: 'arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1',
  textConfigurationSet: 'attune-texts',
};
const sender = createAwsSender(settings);

const mail: OutboundMessage = {
  key: 'riverside#kim#m-4',
  clinicId: 'riverside',
  channel: 'email',
  to: 'kim@example.org',
  subject: 'A message from Riverside',
  text: 'A short form is waiting: https://my.care.clinic.example/c#x',
  mail: {
    name: 'Riverside',
    language: 'en',
    at: '2026-01-05T19:42:30.000Z',
    stopUrl: 'https://my.care.clinic.example/link/stop-mail?t=x',
  },
};
const text: OutboundMessage = {
  ...mail,
  channel: 'sms',
  to: '+14155550100',
  subject: undefined,
  expires: '2026-01-05T20:00:00.000Z',
};
const status = (httpStatusCode: number) => ({ message: 'about +14155550100', $metadata: { httpStatusCode } });

beforeEach(() => {
  ses.reset();
  sms.reset();
});

describe('a mail', () => {
  it('goes by SES, with our key where its events bring it back', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    expect(await sender.send(mail)).toEqual({ sent: 'accepted', providerId: 'ses-1' });
    const { input } = ses.commandCalls(SendEmailCommand)[0]!.args[0];
    expect(input).toMatchObject({
      FromEmailAddress: 'no-reply@care.clinic.example',
      Destination: { ToAddresses: ['kim@example.org'] },
      ConfigurationSetName: 'attune',
      EmailTags: [{ Name: KEY_TAG, Value: tagOf('riverside#kim#m-4') }],
    });
    const raw = Buffer.from(input.Content!.Raw!.Data!).toString();
    expect(raw).toContain('From: Riverside <no-reply@care.clinic.example>');
    expect(raw).toContain('Reply-To: care@clinic.example');
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    // SES gives it another Message-ID, and a reply finds its way by what it refers to.
    const reply = `From: kim@example.org\nReferences: ${/^References: (.+)$/m.exec(raw)![1]}\n\n2`;
    expect((await readEmail(Buffer.from(reply))).key).toBe('riverside#kim#m-4');
  });

  it('to what is no address is known not to have gone', async () => {
    await expect(sender.send({ ...mail, to: 'kim@example.org\r\nBcc: x@y.example' })).rejects.toThrow(
      Unsendable,
    );
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(0);
  });

  it('has its key in letters that a tag may have, and that read back as they were', () => {
    expect(tagOf('riverside#kim#m-4#1')).toMatch(/^[\w-]+$/);
    expect(Buffer.from(tagOf('clinic#ünï#m'), 'base64url').toString()).toBe('clinic#ünï#m');
  });

  it('that is refused is not tried again, and the reason quotes nobody', async () => {
    ses.on(SendEmailCommand).rejects(new MessageRejected(status(400)));
    expect(await sender.send(mail)).toEqual({ sent: 'refused', reason: 'MessageRejected', again: false });
  });

  it('that was too fast may be tried again', async () => {
    ses.on(SendEmailCommand).rejects(new TooManyRequestsException(status(429)));
    expect(await sender.send(mail)).toEqual({
      sent: 'refused',
      reason: 'TooManyRequestsException',
      again: true,
    });
  });

  it.each([AccountSuspendedException, LimitExceededException, SendingPausedException])(
    'that the account may not send now may be tried again: %o',
    async (Exception) => {
      ses.on(SendEmailCommand).rejects(new Exception(status(400)));
      expect(await sender.send(mail)).toMatchObject({ sent: 'refused', again: true });
    },
  );

  it('that never left may be tried again', async () => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error('nobody there'), { code: 'ENOTFOUND' }));
    expect(await sender.send(mail)).toEqual({ sent: 'refused', reason: 'ENOTFOUND', again: true });
  });

  it.each([
    ['a server’s fault', Object.assign(new Error('oops'), { name: 'InternalFailure', ...status(500) })],
    ['an answer that was lost', Object.assign(new Error('gone'), { code: 'ECONNRESET' })],
    ['a time that ran out', Object.assign(new Error('late'), { name: 'TimeoutError' })],
    [
      'a request that took too long',
      Object.assign(new Error('late'), { name: 'RequestTimeout', ...status(408) }),
    ],
  ])('after %s is unknown: it is thrown, and was tried once', async (_, error) => {
    ses.on(SendEmailCommand).rejects(error);
    await expect(sender.send(mail)).rejects.toBe(error);
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(1);
  });

  it('taken without an id is unknown', async () => {
    ses.on(SendEmailCommand).resolves({});
    await expect(sender.send(mail)).rejects.toThrow('without a message id');
  });
});

describe('a text', () => {
  it('goes from the pool, with our key, and lives at the carrier until quiet hours and no longer', async () => {
    sms.on(SendTextMessageCommand).resolves({ MessageId: 'sms-1' });
    expect(await sender.send(text)).toEqual({ sent: 'accepted', providerId: 'sms-1' });
    expect(sms.commandCalls(SendTextMessageCommand)[0]!.args[0].input).toEqual({
      DestinationPhoneNumber: '+14155550100',
      OriginationIdentity: settings.pool,
      ConfigurationSetName: 'attune-texts',
      MessageBody: text.text,
      MessageType: 'TRANSACTIONAL',
      TimeToLive: 17 * 60 + 29,
      Context: { [KEY_TAG]: 'riverside#kim#m-4' },
    });
  });

  it.each([
    ['less than a carrier takes', '2026-01-05T19:42:31.000Z', 5],
    ['more than a carrier takes', '2026-01-12T19:42:31.000Z', 259_200],
  ])('with %s to live is given what it takes', async (_, expires, seconds) => {
    sms.on(SendTextMessageCommand).resolves({ MessageId: 'sms-1' });
    await sender.send({ ...text, expires });
    expect(sms.commandCalls(SendTextMessageCommand)[0]!.args[0].input.TimeToLive).toBe(seconds);
  });

  it('to somebody who has said STOP is refused for good, with AWS’s reason', async () => {
    const Reason = 'DESTINATION_PHONE_NUMBER_OPTED_OUT' as const;
    sms.on(SendTextMessageCommand).rejects(new ConflictException({ ...status(409), Reason }));
    expect(await sender.send(text)).toEqual({
      sent: 'refused',
      reason: 'ConflictException: DESTINATION_PHONE_NUMBER_OPTED_OUT',
      again: false,
      optedOut: true,
    });
  });

  it('that was too fast may be tried again', async () => {
    sms.on(SendTextMessageCommand).rejects(new ThrottlingException(status(400)));
    expect(await sender.send(text)).toMatchObject({ sent: 'refused', again: true });
  });

  it('over what the account may spend in a month may be tried again, once somebody has raised it', async () => {
    const Reason = 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT';
    sms.on(SendTextMessageCommand).rejects(new ServiceQuotaExceededException({ ...status(402), Reason }));
    expect(await sender.send(text)).toEqual({
      sent: 'refused',
      reason: `ServiceQuotaExceededException: ${Reason}`,
      again: true,
    });
  });

  it('after a server’s fault is unknown', async () => {
    sms.on(SendTextMessageCommand).rejects(new InternalServerException(status(500)));
    await expect(sender.send(text)).rejects.toThrow(InternalServerException);
  });

  it('is refused where texts are switched off', async () => {
    const without = createAwsSender({ ...settings, pool: undefined });
    expect(await without.send(text)).toMatchObject({ sent: 'refused', again: false });
    expect(sms.commandCalls(SendTextMessageCommand)).toHaveLength(0);
  });
});
