import {
  ConflictException,
  InternalServerException,
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
  ThrottlingException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAwsSender, ONE_TRY, TEXT_LIFE_SECONDS } from '../../functions/adapters/sender-aws.ts';
import { KEY_TAG, tagOf } from '../../functions/mail-ids.ts';
import type { OutboundMessage } from '../../functions/ports.ts';

const ses = mockClient(SESv2Client);
const sms = mockClient(PinpointSMSVoiceV2Client);
const here = { region: 'us-east-1', ...ONE_TRY };
const settings = {
  ses: new SESv2Client(here),
  sms: new PinpointSMSVoiceV2Client(here),
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
};
const text: OutboundMessage = { ...mail, channel: 'sms', to: '+14155550100', subject: undefined };
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
  it('goes from the pool, with our key, and is not handed to the carrier ten minutes later', async () => {
    sms.on(SendTextMessageCommand).resolves({ MessageId: 'sms-1' });
    expect(await sender.send(text)).toEqual({ sent: 'accepted', providerId: 'sms-1' });
    expect(sms.commandCalls(SendTextMessageCommand)[0]!.args[0].input).toEqual({
      DestinationPhoneNumber: '+14155550100',
      OriginationIdentity: settings.pool,
      ConfigurationSetName: 'attune-texts',
      MessageBody: text.text,
      MessageType: 'TRANSACTIONAL',
      TimeToLive: TEXT_LIFE_SECONDS,
      Context: { [KEY_TAG]: 'riverside#kim#m-4' },
    });
    expect(TEXT_LIFE_SECONDS).toBeLessThanOrEqual(600);
  });

  it('to somebody who has said STOP is refused for good, with AWS’s reason', async () => {
    const Reason = 'DESTINATION_PHONE_NUMBER_OPTED_OUT' as const;
    sms.on(SendTextMessageCommand).rejects(new ConflictException({ ...status(409), Reason }));
    expect(await sender.send(text)).toEqual({
      sent: 'refused',
      reason: 'ConflictException: DESTINATION_PHONE_NUMBER_OPTED_OUT',
      again: false,
    });
  });

  it('that was too fast may be tried again', async () => {
    sms.on(SendTextMessageCommand).rejects(new ThrottlingException(status(400)));
    expect(await sender.send(text)).toMatchObject({ sent: 'refused', again: true });
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
