import type { Config } from './config.ts';
import type { Usage } from './usage.ts';

export type Limit = { what: string; at: number; then: string };

const DAYS = 365 / 12;
/** Share of a day's sends that are due at one minute: nine o'clock where most of the clients live. */
const MORNING = 0.47;
/** A check-in asked at nine should be out before lunch. */
const MORNING_SECONDS = 3 * 3600;
/** Parts a second of one number: "Message Parts per Second (MPS) limits", AWS End User Messaging. */
const PARTS_A_SECOND = { TEN_DLC: 1, TOLL_FREE: 3, LONG_CODE: 1, SHORT_CODE: 100 } as const;
/** Commands that one scan works on at once (functions/timer/timer.ts), and what one takes. */
const SCAN = { atOnce: 8, seconds: 0.04, patienceSeconds: 300 };
/** Commits for which a timer is the cause: about one in three of a client's. */
const BY_TIMER = 1 / 3;
/** Strongly consistent reads that one function has answered in its 15 minutes, and how many a chart takes. */
const DIGEST = { readsASecond: 1500, seconds: 900, readsAChart: 2 };
/** "Service quotas", AWS Step Functions Developer Guide: open executions of an account in a region. */
const OPEN_EXECUTIONS = 1_000_000;
/** Of a client's time, spent where a machine waits, with its parent: the rest is treatment, which needs none. */
const WAITING = 2 * 0.2;
/** Writes a second of a table on demand, by default: "Quotas in Amazon DynamoDB". */
const TABLE_WRITES = 40_000;

/** The number of clients at which each ends, the lowest first. */
export function firstToBreak(usage: Usage, { mail, sms, reserved }: Config): Limit[] {
  const perDay = (perMonth: number) => perMonth / DAYS;
  const commitsAtNine = perDay(usage.commits * BY_TIMER) * MORNING;
  const limits: Limit[] = [
    {
      what: `SES sends ${mail.dailyQuota.toLocaleString('en-US')} a day`,
      at: mail.dailyQuota / perDay(usage.mails),
      then: 'Ask AWS for more; the alarm mail-quota fires at 80 %.',
    },
    {
      what: 'one scan fires the morning’s timers within five minutes',
      at: ((SCAN.atOnce / SCAN.seconds) * SCAN.patienceSeconds) / commitsAtNine,
      then: 'Raise what it works on at once, or scan the shards in several functions.',
    },
    {
      what: 'the digest reads every log in its 15 minutes',
      at: (DIGEST.readsASecond * DIGEST.seconds) / DIGEST.readsAChart,
      then: 'One invocation a clinic.',
    },
    {
      what: 'Step Functions keeps a million executions open',
      at: OPEN_EXECUTIONS / WAITING,
      then: 'Ask AWS for more.',
    },
    {
      what: `answers keep ${reserved.answers} executions`,
      at: ((reserved.answers / 0.06) * 300) / (perDay(usage.linkRequests) * MORNING),
      then: 'Raise `reserved.answers`.',
    },
    {
      what: `a table takes ${TABLE_WRITES.toLocaleString('en-US')} writes a second`,
      at: (TABLE_WRITES * SCAN.patienceSeconds) / (perDay(usage.writeUnits) * MORNING),
      then: 'Ask AWS for more.',
    },
  ];
  if (sms.on) {
    const rate = PARTS_A_SECOND[sms.numberType];
    limits.push({
      what: `one number (${sms.numberType}) sends ${rate} a second, so the morning’s texts within three hours`,
      at: (rate * MORNING_SECONDS) / (perDay(usage.texts) * MORNING),
      then: 'A short code, or more parts a second from AWS; not more toll-free numbers.',
    });
  }
  return limits.sort((a, b) => a.at - b.at);
}
