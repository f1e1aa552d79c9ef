/** What AWS brings, in the shapes that its guides show, through the door to the chart. */
import { beforeEach, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { noticeIn as read, take } from '../../functions/inbound/notices.ts';
import { KEY_TAG, tagOf } from '../../functions/mail-ids.ts';
import { type Clinics, MARIA, NOW, openClinics } from '../support/clinic.ts';

const PHONE = MARIA.phone!;
const KEY = 'north#maria#m-1';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:texts';
const noticeIn = (body: string) => read(body, [TOPIC]);
const fromSns = (message: unknown) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'b95bbf9e-6ec3-5b5f-92f1-3f2b5e3b8f1c',
    TopicArn: TOPIC,
    Timestamp: NOW,
    SignatureVersion: '2',
    Message: typeof message === 'string' ? message : JSON.stringify(message),
  });
const fromS3 = (key: string) =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: '2026-01-05T15:00:00Z',
    detail: { version: '0', bucket: { name: 'mail' }, object: { key, size: 512 } },
  });
const texted = (messageBody: string) =>
  fromSns({
    originationNumber: PHONE,
    destinationNumber: '+18885550100',
    messageKeyword: 'KEYWORD_1',
    messageBody,
    inboundMessageId: 'cae173d2-66b9-564c-8309-21f858e9fb84',
    previousPublishedMessageId: 'wJalrXUtnFEMI',
  });
const ofText = (eventType: string, rest: object = {}) =>
  fromSns({
    eventType,
    eventVersion: '1.0',
    eventTimestamp: Date.parse(NOW),
    isFinal: true,
    originationPhoneNumber: '+18885550100',
    destinationPhoneNumber: PHONE,
    messageId: '862a8790-60c0-4430-9b2b-658b',
    messageStatus: 'ANY',
    context: { [KEY_TAG]: KEY },
    ...rest,
  });
const mail = {
  timestamp: '2026-01-05T14:00:00.000Z',
  messageId: 'EXAMPLE7c191be45',
  destination: ['maria@example.org'],
  headersTruncated: false,
  tags: { 'ses:configuration-set': ['attune'], [KEY_TAG]: [tagOf(KEY)] },
};
const bounced = (bounceType: string) =>
  fromSns({
    eventType: 'Bounce',
    mail,
    bounce: {
      bounceType,
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'maria@example.org', action: 'failed', status: '5.1.1' }],
      timestamp: '2026-01-05T14:00:02.669Z',
      feedbackId: '01000157c44f053b',
      reportingMTA: 'dsn; mta.example.com',
    },
  });

describe('what became of a text', () => {
  const common = { key: KEY, providerId: '862a8790-60c0-4430-9b2b-658b', address: PHONE, at: NOW };

  it.each(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL'])('is that it arrived: %s', (type) => {
    const eventId = `862a8790-60c0-4430-9b2b-658b/${type}`;
    expect(noticeIn(ofText(type))).toEqual({
      kind: 'outcome',
      event: { ...common, eventId, outcome: 'delivered' },
    });
  });

  it('is that a carrier has blocked it, with the code by which a dead number is known', () => {
    expect(noticeIn(ofText('TEXT_CARRIER_BLOCKED'))).toMatchObject({
      kind: 'outcome',
      event: { outcome: 'failed', code: 'TEXT_CARRIER_BLOCKED' },
    });
  });

  it.each([
    ['that waits at the carrier', ofText('TEXT_QUEUED')],
    ['of which nobody knows', ofText('TEXT_UNKNOWN')],
    ['that is not at its end', ofText('TEXT_SUCCESSFUL', { isFinal: false })],
  ])('is nothing yet for one %s', (_, body) => {
    expect(noticeIn(body).kind).toBe('ignored');
  });
});

describe('what became of a mail', () => {
  it('is that its mailbox is not there, which is for good', () => {
    expect(noticeIn(bounced('Permanent'))).toEqual({
      kind: 'outcome',
      event: {
        eventId: '01000157c44f053b',
        key: KEY,
        outcome: 'failed',
        code: '5.1.1',
        permanent: true,
        providerId: 'EXAMPLE7c191be45',
        address: 'maria@example.org',
        at: '2026-01-05T14:00:02.669Z',
      },
    });
  });

  it('is that it came back for now, which says nothing of tomorrow', () => {
    expect(noticeIn(bounced('Transient'))).toMatchObject({ event: { outcome: 'failed', permanent: false } });
  });

  it('is that its reader called it unwanted', () => {
    const complaint = {
      complainedRecipients: [{ emailAddress: 'maria@example.org' }],
      timestamp: '2026-01-05T14:10:00.000Z',
      feedbackId: 'c-1',
    };
    expect(noticeIn(fromSns({ eventType: 'Complaint', mail, complaint }))).toMatchObject({
      event: { outcome: 'complaint', eventId: 'c-1', at: '2026-01-05T14:10:00.000Z' },
    });
  });

  it('is that it arrived, or was never sent on', () => {
    const delivery = { timestamp: '2026-01-05T14:00:01.000Z', smtpResponse: '250 ok' };
    expect(noticeIn(fromSns({ eventType: 'Delivery', mail, delivery }))).toMatchObject({
      event: { outcome: 'delivered', eventId: 'EXAMPLE7c191be45/Delivery' },
    });
    expect(noticeIn(fromSns({ eventType: 'Reject', mail, reject: { reason: 'Bad content' } }))).toMatchObject(
      { event: { outcome: 'failed', code: 'Reject' } },
    );
  });
});

describe('what is nobody’s', () => {
  it('is what SES writes when it is set up', () => {
    expect(noticeIn(fromS3('mail/AMAZON_SES_SETUP_NOTIFICATION')).kind).toBe('ignored');
    const tried = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(noticeIn(fromSns(tried)).kind).toBe('ignored');
  });

  it.each([
    ['not JSON', 'hello'],
    ['of another service', JSON.stringify({ source: 'aws.ec2' })],
    ['of another topic', fromSns({ hello: 1 })],
    ['a text without a sender', fromSns({ inboundMessageId: 'x', messageBody: 'STOP' })],
  ])('stays for a person to see where it is %s', (_, body) => {
    expect(() => noticeIn(body)).toThrow();
  });
});

describe('at the door', () => {
  let clinics: Clinics;
  let deps: Parameters<typeof take>[0];
  const raw = Buffer.from(
    'From: maria@example.org\r\nTo: care@clinic.example\r\nSubject: Thursday\r\nMessage-ID: <a@b>\r\n\r\nCan we move it?\r\n',
  );

  beforeEach(async () => {
    clinics = await openClinics();
    const { charts, table } = clinics;
    const mailbox = {
      read: async (name: string) => {
        if (name !== 'mail/1') throw new Error(`no mail ${name}`);
        return raw;
      },
    };
    deps = { charts, clinics: clinics.clinics, table, content, mailbox, topics: [TOPIC] };
    const at = { at: '2026-01-05T12:00:00.000Z' };
    await clinics.addClient('maria', { email: 'maria@example.org', consents: { sms: at, email: at } });
  });
  const heard = async () => {
    const words: string[] = [];
    for await (const { entry } of clinics.charts.log('north', 'maria'))
      for (const event of entry.events) if (event.type === 'words.received') words.push(event.words);
    return words;
  };

  it('a text reaches its client’s chart, once, however often the queue brings it', async () => {
    await take(deps, texted('Is Thursday still on?'));
    await take(deps, texted('Is Thursday still on?'));
    expect(await heard()).toEqual(['Is Thursday still on?']);
  });

  it('a mail is read from its bucket and reaches its client’s chart', async () => {
    expect(await take(deps, fromS3('mail/1'))).toBe('mail');
    expect(await heard()).toEqual(['Can we move it?']);
  });

  it('a mail that cannot be read from there comes again', async () => {
    await expect(take(deps, fromS3('mail/2'))).rejects.toThrow('no mail mail/2');
  });

  it('what became of a message that nobody knows changes nothing', async () => {
    const { version } = await clinics.charts.get('north', 'maria');
    expect(await take(deps, ofText('TEXT_DELIVERED'))).toBe('outcome');
    expect((await clinics.charts.get('north', 'maria')).version).toBe(version);
  });
});
