/** What differs between two deployments of Attune; everything else is the same for all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const host = z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/);
const label = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

/** 45 CFR 164.316(b)(2)(i): documentation of what was done is kept for six years. */
const HIPAA_YEARS = 6;

const sms = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal(false) }),
  z.strictObject({
    on: z.literal(true),
    country: z.string().regex(/^[A-Z]{2}$/),
    numberType: z.enum(['TOLL_FREE', 'TEN_DLC', 'SHORT_CODE', 'LONG_CODE']),
    /** Carriers ask for both answers; 160 characters of GSM-7 are one part. */
    helpText: z.string().min(20).max(160),
    stopText: z.string().min(20).max(160),
    /** US dollars. New accounts may spend $1 a month until AWS Support raises it. */
    monthlySpend: z.int().min(1),
  }),
]);

export const configSchema = z
  .strictObject({
    /** Names the stacks and what is in them. */
    clinic: label.max(24),
    account: z.string().regex(/^\d{12}$/),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
    /** A public hosted zone of this account. Clients and staff never share a host. */
    dns: z.strictObject({ zone: host, zoneId: z.string().min(1), clients: label, staff: label }),
    mail: z.strictObject({
      from: z.email(),
      /** Takes what clients write back, and makes the zone's MX record AWS's. Left out, no mail is taken. */
      replies: z.email().optional(),
      /** Messages in any 24 hours, as AWS granted them; 200 in the sandbox. */
      dailyQuota: z.int().min(200),
    }),
    sms,
    retention: z.strictObject({
      /** One of those that CloudWatch Logs offers. */
      logDays: z.union([z.literal(90), z.literal(180), z.literal(365), z.literal(400), z.literal(731)]),
      auditYears: z.int().min(HIPAA_YEARS),
      backupDays: z.int().min(35),
    }),
    /** Executions that are kept free for each, of the account's 1,000; `answers` is what clients reach. */
    reserved: z.strictObject({
      answers: z.int().min(5),
      api: z.int().min(5),
      relay: z.int().min(2),
      step: z.int().min(2),
      /** What clients write, and what became of messages: neither can take the other's. */
      inbound: z.int().min(4),
    }),
    /** Who may read records past Attune in an emergency, each time with a reason: users and roles of this account. */
    breakGlass: z.array(z.string().regex(/^arn:aws:iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/)).min(1),
    /** Who is told when an alarm fires: a mailbox that somebody reads at night. */
    alarmsTo: z.array(z.email()).min(1),
    /** Where alarms link to: the page that shows infra/RUNBOOK.md. */
    runbook: z.url({ protocol: /^https$/ }),
  })
  .refine(({ dns }) => dns.clients !== dns.staff, 'clients and staff must not share a host')
  .refine(
    ({ mail: { from, replies = from }, dns }) =>
      [from, replies].every((address) => address.endsWith(`@${dns.zone}`)),
    'mail.from and mail.replies must be of the zone',
  );

export type Config = z.infer<typeof configSchema>;

/** `infra/config.NAME.json`. Throws, with the faults and where they are, where it is not as it must be. */
export function readConfig(name: string): Config {
  if (!label.safeParse(name).success) throw new Error(`${name} does not name a configuration`);
  const file = `config.${name}.json`;
  const found = configSchema.safeParse(JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')));
  if (!found.success) throw new Error(`infra/${file} is not valid:\n${z.prettifyError(found.error)}`);
  return found.data;
}
