import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type IHostedZone, PublicHostedZone, TxtRecord } from 'aws-cdk-lib/aws-route53';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import {
  CfnOptOutList,
  CfnPhoneNumber,
  CfnPool,
  CfnConfigurationSet as CfnTextConfigurationSet,
} from 'aws-cdk-lib/aws-smsvoice';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { readFrom, tableOf } from '../constructs/bindings.ts';
import { type Binding, Handler } from '../constructs/handler.ts';
import { Inbox } from '../constructs/inbox.ts';
import { MailIn } from '../constructs/mail-in.ts';
import type { DataStack } from './data.ts';

const READER = Duration.seconds(30);

type Texts = Extract<Config['sms'], { on: true }>;

/** The ways to reach a client and to be reached: mail, and texts where the clinic has them. */
export class ChannelsStack extends Stack {
  /** To send, by the names that the sender knows. */
  readonly sending: Binding[];
  readonly inbound: Handler;
  /** What clients write, and what became of what we wrote: apart, so that a morning's receipts hold up no cry for help. */
  readonly inboxes: Record<'words' | 'outcomes', Inbox>;
  readonly mailIn?: MailIn;
  private readonly key: IKey;
  private readonly topics: Topic[] = [];

  constructor(scope: Construct, id: string, props: StackProps & { config: Config; data: DataStack }) {
    super(scope, id, props);
    const { config, data } = props;
    const { mail, sms, dns, reserved, retention } = config;
    this.key = data.key.seenFrom(this);
    this.inboxes = {
      words: new Inbox(this, 'Words', { key: this.key, reader: READER }),
      outcomes: new Inbox(this, 'Outcomes', { key: this.key, reader: READER }),
    };
    this.inbound = new Handler(this, 'Inbound', {
      entry: 'inbound',
      memory: 1024,
      timeout: READER,
      reserved: reserved.inbound,
      key: this.key,
      logDays: retention.logDays,
    }).bind(tableOf(data, 'write'));

    const zone = PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: dns.zoneId,
      zoneName: dns.zone,
    });
    const outcomes = this.topic('MessageOutcomes', this.inboxes.outcomes);
    this.sending = [this.mail(mail, zone, outcomes), ...(sms.on ? [this.texts(sms, outcomes)] : [])];
    const topics = this.topics.map(({ topicArn }) => topicArn).join(' ');
    this.inbound.bind({ env: { TOPICS: topics } });
    if (mail.replies !== undefined) {
      this.mailIn = new MailIn(this, 'MailIn', {
        zone,
        key: this.key,
        inbox: this.inboxes.words,
        ...retention,
      });
      this.inbound.bind(this.mailIn.reading);
    }
    const half = Math.floor(reserved.inbound / 2);
    this.read(this.inboxes.words, reserved.inbound - half);
    this.read(this.inboxes.outcomes, half);
  }

  private read({ queue, node }: Inbox, atOnce: number): void {
    this.inbound.bind(readFrom(queue));
    new EventSourceMapping(this, `Read${node.id}`, {
      target: this.inbound.function,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      maxConcurrency: atOnce,
      reportBatchItemFailures: true,
    });
  }

  /** Where the providers tell; SES is let in where its events are sent here. */
  private topic(id: string, inbox: Inbox): Topic {
    const topic = new Topic(this, id, { masterKey: this.key, enforceSSL: true, signatureVersion: '2' });
    topic.grantPublish(
      new ServicePrincipal('sms-voice.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.topics.push(topic);
    topic.addSubscription(new SqsSubscription(inbox.queue, { deadLetterQueue: inbox.failures.queue }));
    return topic;
  }

  private mail({ from, replies }: Config['mail'], zone: IHostedZone, outcomes: Topic): Binding {
    const identity = new EmailIdentity(this, 'Mail', {
      identity: Identity.publicHostedZone(zone),
      mailFromDomain: `bounce.${zone.zoneName}`,
      // Told by event; by mail as well, each would be told twice.
      feedbackForwarding: false,
    });
    // Whoever else writes as the clinic is turned away.
    new TxtRecord(this, 'Dmarc', {
      zone,
      recordName: `_dmarc.${zone.zoneName}`,
      values: ['v=DMARC1; p=reject; adkim=s; aspf=r'],
    });
    const set = new ConfigurationSet(this, 'MailSet', {
      // To a server that has no TLS, nothing is sent: 45 CFR 164.312(e)(1).
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const { DELIVERY, BOUNCE, COMPLAINT, REJECT } = EmailSendingEvent;
    set.addEventDestination('Outcomes', {
      destination: EventDestination.snsTopic(outcomes),
      events: [DELIVERY, BOUNCE, COMPLAINT, REJECT],
    });
    const setArn = this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: set.configurationSetName,
    });
    return {
      env: {
        MAIL_FROM: from,
        MAIL_CONFIGURATION_SET: set.configurationSetName,
        ...(replies && { MAIL_REPLY_TO: replies }),
      },
      may: [
        {
          // For what is sent as MIME, SES asks for both.
          actions: ['ses:SendEmail', 'ses:SendRawEmail'],
          on: [identity.emailIdentityArn, setArn],
          when: { StringEquals: { 'ses:FromAddress': from } },
        },
      ],
    };
  }

  private texts(sms: Texts, outcomes: Topic): Binding {
    // AWS answers STOP and HELP and keeps this list: a stop holds even while nothing of ours runs.
    const optOuts = new CfnOptOutList(this, 'OptOuts');
    const textsIn = this.topic('TextsIn', this.inboxes.words);
    const shared = {
      mandatoryKeywords: { help: { message: sms.helpText }, stop: { message: sms.stopText } },
      optOutListName: optOuts.ref,
      selfManagedOptOutsEnabled: false,
      deletionProtectionEnabled: true,
      twoWay: {
        enabled: true,
        channelArn: textsIn.topicArn,
      },
    };
    const number = new CfnPhoneNumber(this, 'Number', {
      ...shared,
      isoCountryCode: sms.country,
      numberType: sms.numberType,
      numberCapabilities: ['SMS'],
    });
    const pool = new CfnPool(this, 'Pool', {
      ...shared,
      originationIdentities: [number.attrArn],
      sharedRoutesEnabled: false,
    });
    const set = new CfnTextConfigurationSet(this, 'TextSet', {
      eventDestinations: [
        {
          eventDestinationName: 'outcomes',
          enabled: true,
          matchingEventTypes: TEXT_OUTCOMES,
          snsDestination: { topicArn: outcomes.topicArn },
        },
      ],
    });
    // Neither is made before it may publish.
    for (const tells of [number, pool]) tells.node.addDependency(textsIn);
    set.node.addDependency(outcomes);
    return {
      env: { SMS_POOL: pool.attrArn, SMS_CONFIGURATION_SET: set.ref },
      may: [{ actions: ['sms-voice:SendTextMessage'], on: [pool.attrArn] }],
    };
  }
}

/** "Event types for SMS", without those of a message that is still under way. */
const TEXT_OUTCOMES = [
  'TEXT_DELIVERED',
  'TEXT_SUCCESSFUL',
  'TEXT_BLOCKED',
  'TEXT_TTL_EXPIRED',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_UNREACHABLE',
  'TEXT_SPAM',
  'TEXT_PROTECT_BLOCKED',
];
