/** Messages by Amazon SES and AWS End User Messaging. Neither takes an idempotency token: a try is made once. */
import {
  SendTextMessageCommand,
  type PinpointSMSVoiceV2Client as SmsClient,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SendEmailCommand, type SESv2Client as SesClient } from '@aws-sdk/client-sesv2';
import { milliseconds } from '../care/time.ts';
import { KEY_TAG, tagOf } from '../mail-ids.ts';
import type { Clock, OutboundMessage, Sender, SendOutcome } from '../ports.ts';
import { composeEmail } from './email.ts';

export type SenderSettings = {
  /** Made with `ONE_TRY`. */
  ses: SesClient;
  sms: SmsClient;
  clock: Clock;
  from: string;
  /** Takes the answers to our mail, where the clinic reads mail. */
  replyTo?: string;
  configurationSet: string;
  /** The pool of numbers; texts are refused where there is none. */
  pool?: string;
  /** By which the provider tells what became of a text. */
  textConfigurationSet?: string;
};

/** The SDK would repeat what may have been accepted, and its answer lost: the client would be told twice. */
export const ONE_TRY = { maxAttempts: 1 } as const;

/** The least and most seconds that a text may wait for its turn at the carrier; AWS makes it 72 hours by default. */
const [SHORTEST_LIFE, LONGEST_LIFE] = [5, 259_200];

export function createAwsSender(settings: SenderSettings): Sender {
  const { ses, sms, clock, from, replyTo, configurationSet, pool, textConfigurationSet } = settings;
  const mailbox = { address: from, ...(replyTo && { replyTo, stops: replyTo }) };

  async function email(message: OutboundMessage): Promise<string | undefined> {
    const { to, key } = message;
    const raw = await composeEmail(message, mailbox);
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        ConfigurationSetName: configurationSet,
        EmailTags: [{ Name: KEY_TAG, Value: tagOf(key) }],
        Content: { Raw: { Data: raw } },
      }),
    );
    return MessageId;
  }

  /** So that it is not handed to the phone in quiet hours; whole seconds, rounded down. */
  function lifeOf({ expires }: OutboundMessage): number | undefined {
    if (!expires) return undefined;
    const seconds = Math.floor((milliseconds(expires) - milliseconds(clock())) / 1000);
    return Math.min(Math.max(seconds, SHORTEST_LIFE), LONGEST_LIFE);
  }

  async function text(message: OutboundMessage): Promise<string | undefined> {
    const { to, text, key } = message;
    const { MessageId } = await sms.send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: to,
        OriginationIdentity: pool,
        ConfigurationSetName: textConfigurationSet,
        MessageBody: text,
        MessageType: 'TRANSACTIONAL',
        TimeToLive: lifeOf(message),
        Context: { [KEY_TAG]: key },
      }),
    );
    return MessageId;
  }

  return {
    async send(message) {
      if (message.channel === 'sms' && !pool) {
        return { sent: 'refused', reason: 'texts are switched off in this deployment', again: false };
      }
      try {
        const providerId = await (message.channel === 'sms' ? text(message) : email(message));
        if (!providerId) throw new Error('the provider answered without a message id');
        return { sent: 'accepted', providerId };
      } catch (error) {
        const refused = refusalIn(error);
        if (refused) return refused;
        throw error;
      }
    },
  };
}

/** It got no further than the way there: later, it may be taken. */
const NEVER_ARRIVED: ReadonlySet<string | undefined> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);
/** Too fast, over what the account may send or spend, or stopped: no fault of the address, and somebody can end it. */
const OF_THE_ACCOUNT: ReadonlySet<string | undefined> = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'LimitExceededException',
  'ServiceQuotaExceededException',
  'SendingPausedException',
  'AccountSuspendedException',
]);

const OPTED_OUT = 'DESTINATION_PHONE_NUMBER_OPTED_OUT';

type ProviderError = Partial<
  Error & { code: string; Reason: string; $metadata: { httpStatusCode?: number } }
>;

/**
 * What is sure not to have gone; a 5xx and a lost answer are not. The reason is the provider's code, never its
 * sentence, which quotes the address.
 */
function refusalIn(error: unknown): SendOutcome | undefined {
  const { name, code, Reason, $metadata } = error as ProviderError;
  if (NEVER_ARRIVED.has(code)) return { sent: 'refused', reason: `${code}`, again: true };
  const status = $metadata?.httpStatusCode ?? 0;
  if (status < 400 || status >= 500 || status === 408) return undefined;
  const reason = Reason ? `${name}: ${Reason}` : `${name}`;
  return {
    ...{ sent: 'refused', reason, again: status === 429 || OF_THE_ACCOUNT.has(name) },
    ...(Reason === OPTED_OUT && { optedOut: true as const }),
  };
}
