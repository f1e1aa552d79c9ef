/** What AWS brings to this door: mail in the bucket, texts, and what became of messages of ours. */
import * as z from 'zod';
import { instant } from '../care/time.ts';
import { KEY_TAG, keyOfTag } from '../mail-ids.ts';
import type { Mailbox } from '../ports.ts';
import { type DeliveryEvent, resolveDelivery } from './delivery.ts';
import type { InboundDeps } from './deps.ts';
import { receiveEmail } from './mail.ts';
import { type InboundSms, receiveSms } from './sms.ts';

export type Notice =
  | { kind: 'mail'; name: string; at: string }
  | { kind: 'text'; text: InboundSms }
  | { kind: 'outcome'; event: DeliveryEvent }
  | { kind: 'ignored'; because: string };

/** "Amazon S3 event message structure" in EventBridge: names are as they are, not encoded. */
const fromS3 = z.object({
  source: z.literal('aws.s3'),
  time: z.iso.datetime(),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});
/** "Fanout to Amazon SQS queues", Amazon SNS Developer Guide. */
const fromSns = z.object({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  TopicArn: z.string(),
  Timestamp: z.iso.datetime(),
  Message: z.string(),
});
/** "Example of a two-way SMS message payload", AWS End User Messaging SMS User Guide: it does not say when. */
const text = z.object({
  inboundMessageId: z.string(),
  originationNumber: z.string(),
  destinationNumber: z.string(),
  messageBody: z.string(),
});
/** "Example AWS End User Messaging SMS event data", the same guide. */
const textEvent = z.object({
  eventType: z.string().startsWith('TEXT_'),
  eventTimestamp: z.number(),
  isFinal: z.boolean(),
  messageId: z.string(),
  destinationPhoneNumber: z.string().optional(),
  context: z.record(z.string(), z.string()).default({}),
});
const recipients = z.array(z.object({ emailAddress: z.string(), status: z.string().optional() }));
/** "Contents of event data that Amazon SES publishes to Amazon SNS", Amazon SES Developer Guide. */
const mailEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    timestamp: z.iso.datetime(),
    destination: z.array(z.string()),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bouncedRecipients: recipients,
      timestamp: z.iso.datetime(),
      feedbackId: z.string(),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: recipients,
      timestamp: z.iso.datetime(),
      feedbackId: z.string(),
    })
    .optional(),
  delivery: z.object({ timestamp: z.iso.datetime() }).optional(),
});
const published = z.union([
  text.transform((is) => ({ text: is })),
  textEvent.transform((is) => ({ textEvent: is })),
  mailEvent.transform((is) => ({ mailEvent: is })),
]);

/** What SES writes for its own sake when a rule, or a destination of events, is made. */
const TRIED_OUT = {
  name: /(^|\/)AMAZON_SES_SETUP_NOTIFICATION$/,
  words: /^Successfully validated SNS topic/,
};

/** It came by a way that nobody has opened. */
class ForeignTopic extends Error {
  override name = 'ForeignTopic';
}

/**
 * One message of the queue. No signature is looked at, for it came by no public way: the queue's policy lets in these
 * `topics` (ARNs) alone, and nothing is ever fetched or confirmed because a message says so.
 * @throws ZodError, SyntaxError, ForeignTopic where it is nothing that AWS is known to send: it stays for a person to see
 */
export function noticeIn(body: string, topics: readonly string[]): Notice {
  const outer = z.union([fromS3, fromSns]).parse(JSON.parse(body));
  if ('detail' in outer) {
    const { key: name } = outer.detail.object;
    if (TRIED_OUT.name.test(name)) return { kind: 'ignored', because: 'the provider tried the bucket out' };
    return { kind: 'mail', name, at: timeOf(outer.time) };
  }
  if (!topics.includes(outer.TopicArn)) throw new ForeignTopic('The message is of no topic of ours.');
  if (TRIED_OUT.words.test(outer.Message))
    return { kind: 'ignored', because: 'the provider tried the topic out' };
  const inner = published.parse(JSON.parse(outer.Message));
  if ('text' in inner) {
    const { inboundMessageId: providerId, originationNumber: from, destinationNumber: to } = inner.text;
    return {
      kind: 'text',
      text: { providerId, from, to, text: inner.text.messageBody, at: timeOf(outer.Timestamp) },
    };
  }
  return 'textEvent' in inner ? outcomeOfText(inner.textEvent) : outcomeOfMail(inner.mailEvent);
}

/** Still under way, or nobody will ever know: neither says anything of the message. */
const UNDECIDED = new Set(['TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_SENT', 'TEXT_UNKNOWN']);
/** Which of the two a country's carriers use differs: "Event types for SMS". */
const ARRIVED = new Set(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL']);

function outcomeOfText({
  eventType,
  eventTimestamp,
  isFinal,
  messageId,
  destinationPhoneNumber: address,
  context,
}: z.infer<typeof textEvent>): Notice {
  if (!isFinal || UNDECIDED.has(eventType)) return { kind: 'ignored', because: eventType };
  return {
    kind: 'outcome',
    event: {
      eventId: `${messageId}/${eventType}`,
      key: context[KEY_TAG] ?? '',
      outcome: ARRIVED.has(eventType) ? 'delivered' : 'failed',
      ...(!ARRIVED.has(eventType) && { code: eventType }),
      providerId: messageId,
      ...(address && { address }),
      at: instant(eventTimestamp),
    },
  };
}

function outcomeOfMail({ eventType, mail, bounce, complaint, delivery }: z.infer<typeof mailEvent>): Notice {
  const common = {
    key: keyOfTag(mail.tags[KEY_TAG]?.[0] ?? ''),
    providerId: mail.messageId,
    ...(mail.destination[0] && { address: mail.destination[0] }),
    at: timeOf((bounce ?? complaint ?? delivery ?? mail).timestamp),
  };
  const outcome = (event: Pick<DeliveryEvent, 'eventId' | 'outcome' | 'code' | 'permanent'>): Notice => ({
    kind: 'outcome',
    event: { ...common, ...event },
  });
  if (bounce) {
    return outcome({
      eventId: bounce.feedbackId,
      outcome: 'failed',
      code: bounce.bouncedRecipients[0]?.status ?? bounce.bounceType,
      permanent: bounce.bounceType === 'Permanent',
    });
  }
  if (complaint) return outcome({ eventId: complaint.feedbackId, outcome: 'complaint' });
  const eventId = `${mail.messageId}/${eventType}`;
  if (delivery) return outcome({ eventId, outcome: 'delivered' });
  if (eventType === 'Reject') return outcome({ eventId, outcome: 'failed', code: eventType });
  return { kind: 'ignored', because: eventType };
}

const timeOf = (written: string) => instant(Date.parse(written));

/** To the chart that it is about, or to whoever has to look at it. */
export async function take(
  deps: InboundDeps & { mailbox: Mailbox; topics: readonly string[] },
  body: string,
): Promise<Notice['kind']> {
  const notice = noticeIn(body, deps.topics);
  if (notice.kind === 'mail') await receiveEmail(deps, await deps.mailbox.read(notice.name), notice.at);
  if (notice.kind === 'text') await receiveSms(deps, notice.text);
  if (notice.kind === 'outcome') await resolveDelivery(deps, notice.event);
  return notice.kind;
}
