/** `node infra/cost.ts`: dollars a month by number of clients, by line; what grows how; which quota ends first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { PACE } from '../web/staff/src/shell/pace.ts';
import { createApp, createAttune } from './attune.ts';
import { readConfig } from './config.ts';
import { firstToBreak, type Limit } from './quotas.ts';
import { readUsage, type Usage } from './usage.ts';

export type Prices = Record<string, { usd: number; for: string; from: string }>;
/** How many of each type a template has; an alarm counts by its metrics. */
export type Made = Record<string, number>;

export type Line = { line: string; grows: 'fixed' | 'clients' | 'staff' | 'history'; usd: number };

const MONTH_SECONDS = 730 * 3600;
const MINUTES = MONTH_SECONDS / 60;
const GB = 1024 ** 3;

/** What no run on one machine can tell, so assumed: to be put right from the first bill. */
const ASSUMED = {
  /** Milliseconds at the memory given; a transaction and two reads are most of it. */
  answerMs: 60,
  staffMs: 50,
  stepMs: 50,
  /** Claim, send and settle, or nothing to do: a batch of one. */
  relayMs: 60,
  scanMs: 400,
  /** Of all functions together, for one invocation. */
  logBytes: 700,
  /** X-Ray takes the first of each second, then one in twenty. */
  sampled: 0.05,
  /** One clinician has about so many clients; no source has better. */
  clientsPerStaff: 40,
  /** That a console stands open and not locked, a staff member a month; and of these, that somebody is at it. */
  consoleHours: 100,
  consoleHoursInUse: 15,
  /** Of the hours in use, those at what others work on too: a team's inbox, a task, what is held. */
  consoleHoursShared: 4,
  consoleMs: 15,
  /** One's own inbox of fifteen tasks and the urgent ones of a team; and the lists and charts that are open. */
  newsReadUnits: 2.5,
  openReadUnits: 5,
  /** Months that the average client has been here: history costs, and grows. */
  monthsKept: 12,
  partsPerText: 1,
  /** Of each message its provider tells once what became of it, which is a commit like any other. */
  receiptsPerMessage: 1,
  /** Texts and mails that a client writes a month. */
  wordsReceived: 1,
  inboundMs: 60,
  /** Announcing a commit, where it is the only one of its twenty seconds. */
  announceMs: 15,
  /** A month, each of a hundred clients for a year. */
  rehearsals: 10,
  rehearsalSeconds: 120,
} as const;

/** Memory in GB: `infra/stacks/{care,web}.ts`. */
const API_GB = 1769 / 1024;
const CARE_GB = 1;
const REHEARSAL_GB = 3008 / 1024;
/** One that Lambda's readers put to an idle queue: five at once, each for twenty seconds. */
const POLLS = (5 * MONTH_SECONDS) / 20;
/** Put there, taken, removed. */
const QUEUE_REQUESTS = 3;
/** `DUE_SHARDS` of functions/charts.ts, each an eventually consistent query. */
const SCAN_READS = 16 * 0.5;

/** How often a console asks, a staff member a month: for news, and for what is open on it. */
function consoleAsks(): { news: number; open: number } {
  const { consoleHours, consoleHoursInUse: inUse, consoleHoursShared: shared } = ASSUMED;
  const times = (hours: number, everyMs: number) => (hours * 3_600_000) / everyMs;
  return {
    news: times(inUse, PACE.inUse) + times(consoleHours - inUse, PACE.atRest),
    open: times(shared, PACE.shared) + times(inUse - shared, PACE.open),
  };
}

export function costOf(clients: number, usage: Usage, prices: Prices, made: Made): Line[] {
  const price = (name: string): number => {
    const found = prices[name];
    if (!found) throw new Error(`prices.json has no ${name}`);
    return found.usd;
  };
  const perClient = (line: string, usd: number): Line => ({ line, grows: 'clients', usd: usd * clients });
  const fixed = (line: string, usd: number): Line => ({ line, grows: 'fixed', usd });
  const requests = usage.linkRequests + usage.staffRequests;
  const receipts = ASSUMED.receiptsPerMessage * (usage.texts + usage.mails);
  const incoming = receipts + ASSUMED.wordsReceived;
  const commits = usage.commits + incoming;
  const more = commits / usage.commits;
  // Each is read once for what follows, and once for the bus.
  const invocations = requests + usage.stepInvocations + incoming + 2 * commits;
  const seconds =
    (API_GB * (usage.linkRequests * ASSUMED.answerMs + usage.staffRequests * ASSUMED.staffMs)) / 1000 +
    (CARE_GB *
      (usage.stepInvocations * ASSUMED.stepMs +
        incoming * ASSUMED.inboundMs +
        commits * (ASSUMED.relayMs + ASSUMED.announceMs))) /
      1000;
  const aRequest = () => price('api.request') + price('cloudfront.request') + price('firewall.request');
  const stored = (usage.storedBytes * ASSUMED.monthsKept * clients) / GB;
  const of = (type: string) => made[type] ?? 0;
  const asked = consoleAsks();

  return [
    perClient('table: writes', more * usage.writeUnits * price('table.write')),
    perClient('table: reads', more * usage.readUnits * price('table.read')),
    perClient('functions', invocations * price('lambda.request') + seconds * price('lambda.gigabyteSecond')),
    perClient('machines', usage.transitions * price('machine.transition')),
    perClient('API, CloudFront, firewall', requests * aRequest()),
    perClient(
      'logs and traces',
      (invocations * ASSUMED.logBytes * price('log.gigabyte')) / GB +
        invocations * ASSUMED.sampled * price('trace.sampled'),
    ),
    perClient('mail', usage.mails * price('mail')),
    perClient(
      'topics, queues and bus',
      incoming * (price('topic.publish') + QUEUE_REQUESTS * price('queue.request')) +
        commits * price('bus.event'),
    ),
    {
      line: `consoles that ask for news, ${ASSUMED.consoleHours} hours a month each`,
      grows: 'staff',
      usd:
        Math.ceil(clients / ASSUMED.clientsPerStaff) *
        ((asked.news + asked.open) *
          (aRequest() +
            price('lambda.request') +
            (API_GB * ASSUMED.consoleMs * price('lambda.gigabyteSecond')) / 1000) +
          (asked.news * ASSUMED.newsReadUnits + asked.open * ASSUMED.openReadUnits) * price('table.read')),
    },
    {
      line: `staff sign-in, one for ${ASSUMED.clientsPerStaff} clients`,
      grows: 'staff',
      usd: Math.ceil(clients / ASSUMED.clientsPerStaff) * price('staff.member'),
    },
    {
      line: `table, recovery, backups: ${ASSUMED.monthsKept} months kept`,
      grows: 'history',
      usd:
        stored *
        (price('table.gigabyte') + price('table.recovery') + of('backups kept') * price('backup.gigabyte')),
    },
    fixed(
      'the minute’s scan',
      MINUTES *
        (price('lambda.request') +
          (CARE_GB * ASSUMED.scanMs * price('lambda.gigabyteSecond')) / 1000 +
          SCAN_READS * price('table.read')),
    ),
    fixed(
      `rehearsals, ${ASSUMED.rehearsals} a month`,
      ASSUMED.rehearsals * ASSUMED.rehearsalSeconds * REHEARSAL_GB * price('lambda.gigabyteSecond'),
    ),
    fixed('readers of the queues', of('queues read') * POLLS * price('queue.request')),
    fixed('keys', of('AWS::KMS::Key') * price('key')),
    fixed(
      'firewall',
      of('AWS::WAFv2::WebACL') * price('firewall.acl') + of('firewall rules') * price('firewall.rule'),
    ),
    fixed(
      'alarms and dashboard',
      of('alarm metrics') * price('alarm.metric') +
        of('AWS::CloudWatch::Dashboard') * price('dashboard') +
        of('own metrics') * price('metric.custom'),
    ),
    fixed('zone and number', price('zone') + of('AWS::SMSVOICE::PhoneNumber') * price('number')),
  ];
}

/** Apart, for it is most of an SMS clinic's bill and its carriers', not ours to lower by much. */
export const textsOf = (clients: number, usage: Usage, prices: Prices): number =>
  clients * usage.texts * ASSUMED.partsPerText * prices['text.part']!.usd;

type Template = { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
type Metric = { Namespace?: string; MetricName?: string; MetricStat?: { Metric: Metric } };

export function madeIn(assembly: CloudAssembly): Made {
  const made: Made = {
    'alarm metrics': 0,
    'own metrics': 0,
    'firewall rules': 0,
    'backups kept': 0,
    'queues read': 0,
  };
  const own = new Set<string>();
  for (const { template } of assembly.stacks) {
    for (const { Type, Properties = {} } of Object.values((template as Template).Resources)) {
      made[Type] = (made[Type] ?? 0) + 1;
      if (Type === 'AWS::WAFv2::WebACL') made['firewall rules']! += (Properties.Rules as []).length;
      if (Type === 'AWS::Backup::BackupPlan') made['backups kept']! += backupsKept(Properties as never);
      if (
        Type === 'AWS::Lambda::EventSourceMapping' &&
        !Properties.StartingPosition &&
        Properties.Enabled !== false
      )
        made['queues read']! += 1;
      if (Type !== 'AWS::CloudWatch::Alarm') continue;
      const metrics = (Properties.Metrics as Metric[] | undefined)?.filter(({ MetricStat }) => MetricStat);
      made['alarm metrics']! += metrics?.length ?? 1;
      if (Properties.Namespace === 'Attune') own.add(String(Properties.MetricName));
    }
  }
  made['own metrics'] = own.size;
  return made;
}

type Plan = {
  BackupPlan: {
    BackupPlanRule: { ScheduleExpression: string; Lifecycle: { DeleteAfterDays: number } }[];
  };
};

/** At once, when the plan has run for long enough. */
const backupsKept = ({ BackupPlan }: Plan): number =>
  BackupPlan.BackupPlanRule.reduce((sum, { ScheduleExpression, Lifecycle }) => {
    const everyDays = /\b(SUN|MON|TUE|WED|THU|FRI|SAT)\b/.test(ScheduleExpression)
      ? 7
      : /^cron\(\S+ \S+ \d+ /.test(ScheduleExpression)
        ? 30
        : 1;
    return sum + Lifecycle.DeleteAfterDays / everyDays;
  }, 0);

const here = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));

export const readPrices = (): { dated: string; prices: Prices } => here('prices.json');

const SIZES = [1, 1_000, 100_000, 10_000_000];
const dollars = (usd: number) =>
  usd >= 100 ? Math.round(usd).toLocaleString('en-US') : usd.toPrecision(2).replace(/e.*/, '…');

function print(usage: Usage, prices: Prices, made: Made): void {
  const bills = SIZES.map((clients) => costOf(clients, usage, prices, made));
  const row = (name: string, cells: string[], grows = '') =>
    console.log(`${name.padEnd(44)}${cells.map((cell) => cell.padStart(14)).join('')}  ${grows}`);
  row(
    '$ a month, by clients in care',
    SIZES.map((size) => size.toLocaleString('en-US')),
    'grows with',
  );
  for (const [at, { line, grows }] of bills[0]!.entries())
    row(
      line,
      bills.map((bill) => dollars(bill[at]!.usd)),
      grows,
    );
  const sum = (bill: Line[], which?: Line['grows']) =>
    bill.filter(({ grows }) => !which || grows === which).reduce((total, { usd }) => total + usd, 0);
  row(
    'all, without texts',
    bills.map((bill) => dollars(sum(bill))),
  );
  row(
    'texts, apart',
    SIZES.map((size) => dollars(textsOf(size, usage, prices))),
  );
  const perClient = sum(bills[1]!, 'clients') / 1000;
  console.log(
    `\nA client a month, without texts, staff, history and what is fixed: $${perClient.toFixed(5)}`,
  );
}

function printLimits(limits: Limit[]): void {
  console.log('\nWhich quota ends first, as AWS grants it at first or as our code has it:');
  for (const { what, at, then } of limits)
    console.log(`  ${Math.round(at).toLocaleString('en-US').padStart(12)} clients: ${what}. ${then}`);
}

if (import.meta.main) {
  const app = createApp('cdk.out');
  const config = readConfig(process.argv[2] ?? 'example');
  createAttune(app, config);
  const { how, aClientAMonth } = readUsage();
  const { dated, prices } = readPrices();
  console.log(
    `Prices of ${dated}; usage by ${how}; durations and logs are assumed (ASSUMED in infra/cost.ts).\n`,
  );
  print(aClientAMonth, prices, madeIn(app.synth()));
  printLimits(firstToBreak(aClientAMonth, config));
}
