/** What Amazon's services tell of texts and mails, as its guides show it, and the door that takes it from the queue. */
import { take } from '../../functions/inbound/notices.ts';
import { KEY_TAG, tagOf } from '../../functions/mail-ids.ts';
import { type AtTheDoors, atTheDoors } from './doors.ts';
import { kim as KIM } from './people.ts';

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:texts';
let published = 0;

/** As Amazon SNS puts it into a queue. */
export const fromSns = (message: object, rest: object = {}) => {
  published += 1;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: `sns-${published}`,
    TopicArn: TOPIC,
    Timestamp: '2026-01-05T15:00:00.000Z',
    SignatureVersion: '2',
    Message: JSON.stringify(message),
    ...rest,
  });
};
export const texted = (messageBody: string, inboundMessageId: string) => ({
  originationNumber: KIM.phone,
  destinationNumber: '+18885550100',
  messageKeyword: 'KEYWORD_1',
  messageBody,
  inboundMessageId,
});
export const ofText = (eventType: string, key: string, messageId = 'p-1') => ({
  eventType,
  eventTimestamp: Date.parse('2026-01-05T15:00:05.000Z'),
  isFinal: true,
  messageId,
  destinationPhoneNumber: KIM.phone,
  context: { [KEY_TAG]: key },
});
export const ofMail = (eventType: 'Bounce' | 'Complaint' | 'Delivery', key: string) => ({
  eventType,
  mail: {
    timestamp: '2026-01-05T15:00:00.000Z',
    messageId: 'ses-1',
    destination: [KIM.email],
    tags: { [KEY_TAG]: [tagOf(key)] },
  },
  ...{
    Bounce: {
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [{ emailAddress: KIM.email, status: '5.1.1' }],
        timestamp: '2026-01-05T15:00:05.000Z',
        feedbackId: 'f-1',
      },
    },
    Complaint: {
      complaint: {
        complainedRecipients: [{ emailAddress: KIM.email }],
        timestamp: '2026-01-06T15:00:05.000Z',
        feedbackId: 'f-2',
      },
    },
    Delivery: { delivery: { timestamp: '2026-01-05T15:00:04.000Z' } },
  }[eventType],
});

/** The queue's door takes these, in this order. */
export async function brings(kim: AtTheDoors, ...bodies: string[]): Promise<void> {
  const mailbox = { read: () => Promise.reject(new Error('no mail came')) };
  for (const body of bodies) await take({ ...kim.deps(), mailbox, topics: [TOPIC] }, body);
  await kim.host.settle();
}
/** Kim has been sent the link of the intake; with its key. */
export async function asked(
  given: Parameters<typeof atTheDoors>[0] = {},
): Promise<{ kim: AtTheDoors; key: string }> {
  const kim = await atTheDoors(given);
  await kim.enrols();
  return { kim, key: (await kim.sent()).at(-1)!.key };
}
