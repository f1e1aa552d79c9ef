import { Stack, type StackProps } from 'aws-cdk-lib';
import { PublicHostedZone, TxtRecord } from 'aws-cdk-lib/aws-route53';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { CfnOptOutList, CfnPhoneNumber, CfnPool } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Binding } from '../constructs/handler.ts';

/** The ways to reach a client: mail, and texts where the clinic has them. */
export class ChannelsStack extends Stack {
  /** To send, by the names that the sender knows. */
  readonly sending: Binding[];

  constructor(scope: Construct, id: string, props: StackProps & { config: Config }) {
    super(scope, id, props);
    const { mail, sms, dns } = props.config;
    this.sending = [this.mail(mail, dns), ...(sms.on ? [this.texts(sms)] : [])];
  }

  private mail({ from }: Config['mail'], { zone, zoneId }: Config['dns']): Binding {
    const hostedZone = PublicHostedZone.fromPublicHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: zoneId,
      zoneName: zone,
    });
    const identity = new EmailIdentity(this, 'Mail', {
      identity: Identity.publicHostedZone(hostedZone),
      mailFromDomain: `bounce.${zone}`,
    });
    // Whoever else writes as the clinic is turned away.
    new TxtRecord(this, 'Dmarc', {
      zone: hostedZone,
      recordName: `_dmarc.${zone}`,
      values: ['v=DMARC1; p=reject; adkim=s; aspf=r'],
    });
    const set = new ConfigurationSet(this, 'MailSet', {
      // To a server that has no TLS, nothing is sent: 45 CFR 164.312(e)(1).
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const setArn = this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: set.configurationSetName,
    });
    return {
      env: { MAIL_FROM: from, MAIL_CONFIGURATION_SET: set.configurationSetName },
      may: [
        {
          actions: ['ses:SendEmail'],
          on: [identity.emailIdentityArn, setArn],
          when: { StringEquals: { 'ses:FromAddress': from } },
        },
      ],
    };
  }

  private texts(sms: Extract<Config['sms'], { on: true }>): Binding {
    // AWS answers STOP and HELP and keeps this list: a stop holds even while nothing of ours runs.
    const optOuts = new CfnOptOutList(this, 'OptOuts');
    const keywords = { help: { message: sms.helpText }, stop: { message: sms.stopText } };
    const number = new CfnPhoneNumber(this, 'Number', {
      isoCountryCode: sms.country,
      numberType: sms.numberType,
      numberCapabilities: ['SMS'],
      mandatoryKeywords: keywords,
      optOutListName: optOuts.ref,
      selfManagedOptOutsEnabled: false,
      deletionProtectionEnabled: true,
    });
    const pool = new CfnPool(this, 'Pool', {
      originationIdentities: [number.attrArn],
      mandatoryKeywords: keywords,
      optOutListName: optOuts.ref,
      selfManagedOptOutsEnabled: false,
      sharedRoutesEnabled: false,
      deletionProtectionEnabled: true,
    });
    return {
      env: { SMS_POOL: pool.attrArn },
      may: [{ actions: ['sms-voice:SendTextMessage'], on: [pool.attrArn] }],
    };
  }
}
