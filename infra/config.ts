/** What differs between two deployments of Attune; everything else is the same for all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Each says what to do: it is all that an engineer sees of a value that is not as it must be. */
const matching = (pattern: RegExp, advice: string) => z.string(advice).regex(pattern, advice);
const whole = (least: number, most: number, advice: string) =>
  z.int(advice).min(least, advice).max(most, advice);

const host = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'Give the name of a public hosted zone, in small letters and without a dot at its end, such as care.clinic.example.',
);
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const label = matching(LABEL, 'Give one word of small letters, digits and hyphens, such as desk.');
const address = z.email('Give a mail address, such as no-reply@care.clinic.example.');
const lot = (least: number) =>
  whole(
    least,
    1000,
    `Give a number of executions from ${least} to 1,000; what the account has is in Service Quotas.`,
  );

/** 45 CFR 164.316(b)(2)(i): documentation of what was done is kept for six years. */
const HIPAA_YEARS = 6;
/** Under Object Lock in compliance mode nobody, AWS included, can shorten it: a slip of a digit would be for ever. */
const MOST_YEARS = 30;
/** What could not be read waits for 14 days and is then moved back by hand. */
const MAIL_DAYS = { least: 15, most: 365 };
/** Recovery to any second ends there; before it, a backup adds nothing. */
const RECOVERY_DAYS = 35;
const LOG_DAYS = [90, 180, 365, 400, 731, 1096, 1827, 2192, 3653] as const;
/** Amazon Cognito Developer Guide, "Configuring a user pool domain": not in the name of a sign-in. */
const NOT_IN_NAMES = /aws|amazon|cognito/;

const sms = z.discriminatedUnion(
  'on',
  [
    z.strictObject({ on: z.literal(false) }),
    z.strictObject({
      on: z.literal(true),
      country: matching(
        /^[A-Z]{2}$/,
        'Give the country of the number by its two letters (ISO 3166), such as US.',
      ),
      numberType: z.enum(
        ['TOLL_FREE', 'TEN_DLC', 'SHORT_CODE', 'LONG_CODE'],
        'Give TOLL_FREE, TEN_DLC, SHORT_CODE or LONG_CODE, as you registered it.',
      ),
      /** Carriers ask for both answers; 160 characters of GSM-7 are one part. */
      helpText: textOf('HELP'),
      stopText: textOf('STOP'),
      /** New accounts may spend $1 a month until AWS Support raises it. */
      monthlySpend: whole(
        1,
        1_000_000,
        'Give the most that texts may cost in a month, in whole US dollars from 1.',
      ),
    }),
  ],
  'Say whether texts are sent: "on": true with the number’s settings, or "on": false alone.',
);

function textOf(word: string) {
  const advice = `Give what a text of ${word} is answered with, in 20 to 160 characters.`;
  return z.string(advice).min(20, advice).max(160, advice);
}

export const configSchema = z
  .strictObject({
    /** Names the stacks and what is in them, the sign-in of staff among it. */
    clinic: label
      .max(24, 'Give a name of 24 characters at most: names of stacks and hosts are made of it.')
      .refine(
        (name) => !NOT_IN_NAMES.test(name),
        'Give a name without aws, amazon and cognito in it: AWS refuses them in the address of the sign-in.',
      ),
    account: matching(/^\d{12}$/, 'Give the twelve digits of the AWS account, in quotes.'),
    region: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Give an AWS region by its code, such as us-east-1.'),
    /** A public hosted zone of this account. Clients and staff never share a host. */
    dns: z.strictObject({
      zone: host,
      zoneId: matching(/^Z[A-Z0-9]{4,31}$/, 'Give the id of the hosted zone, which begins with Z.'),
      clients: label,
      staff: label,
    }),
    mail: z.strictObject({
      from: address,
      /** Takes what clients write back, and makes the zone's MX record AWS's. Left out, no mail is taken. */
      replies: address.optional(),
      /** As AWS granted them; 200 in the sandbox. */
      dailyQuota: whole(200, 100_000_000, 'Give the messages in any 24 hours that AWS granted: 200 or more.'),
    }),
    sms,
    /** How long what is kept beside the table is kept; the table itself keeps all. */
    retention: z.strictObject({
      /** Requests, functions' logs and who read which bucket. */
      logDays: z.literal([...LOG_DAYS], `Give one of what CloudWatch Logs offers: ${LOG_DAYS.join(', ')}.`),
      /** Digests of the log chains, and CloudTrail. */
      auditYears: whole(
        HIPAA_YEARS,
        MOST_YEARS,
        `Give whole years from ${HIPAA_YEARS}, which HIPAA asks for, to ${MOST_YEARS}: it is a lock that nobody can shorten.`,
      ),
      /** The monthly backups; the weekly ones, 35 days. */
      backupDays: whole(
        RECOVERY_DAYS,
        3653,
        `Give days from ${RECOVERY_DAYS}, up to which every second can be restored anyway, to 3653.`,
      ),
      /** Mail as clients wrote it; what it said is in the chart. */
      mailDays: whole(
        MAIL_DAYS.least,
        MAIL_DAYS.most,
        `Give days from ${MAIL_DAYS.least}, for as long as unread mail waits to be read again, to ${MAIL_DAYS.most}: the chart keeps what it said.`,
      ),
    }),
    /** Executions that are kept free for each, of the account's 1,000; `answers` is what clients reach. */
    reserved: z.strictObject({
      answers: lot(5),
      api: lot(5),
      relay: lot(2),
      step: lot(2),
      /** What clients write, and what became of messages: neither can take the other's. */
      inbound: lot(4),
    }),
    /** Who may read records past Attune in an emergency, each time with a reason. */
    breakGlass: z
      .array(
        matching(
          /^arn:aws:iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/,
          'Give the ARN of one user or role of this account, never of the whole account.',
        ),
      )
      .min(1, 'Name one user or role at least: whoever opens records in an emergency.'),
    /** Who is told when an alarm fires. */
    alarmsTo: z.array(address).min(1, 'Give one mailbox at least that somebody reads at night.'),
    /** Where alarms link to. */
    runbook: z.url({
      protocol: /^https$/,
      error: 'Give the https address of the page that shows infra/RUNBOOK.md.',
    }),
  })
  .refine(({ dns }) => dns.clients !== dns.staff, {
    path: ['dns', 'staff'],
    error: 'Give clients and staff hosts of their own: what one can reach the other must not.',
  })
  .refine(
    ({ mail: { from, replies = from }, dns }) => [from, replies].every((one) => one.endsWith(`@${dns.zone}`)),
    {
      path: ['mail'],
      error: 'Give addresses of dns.zone: AWS sends and takes mail for that zone alone.',
    },
  );

/** At least: no years of this number have more leap days. */
export const daysIn = (years: number): number => 365 * years + Math.ceil(years / 4);

export type Config = z.infer<typeof configSchema>;

/** `infra/config.NAME.json`. Throws, with the faults and where they are, where it is not as it must be. */
export function readConfig(name: string): Config {
  if (!label.safeParse(name).success) throw new Error(`${name} does not name a configuration`);
  const file = `config.${name}.json`;
  const found = configSchema.safeParse(JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')));
  if (!found.success) throw new Error(`infra/${file} is not valid:\n${z.prettifyError(found.error)}`);
  return found.data;
}
