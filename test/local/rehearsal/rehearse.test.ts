import { beforeAll, describe, expect, it } from 'vitest';
import { WORDABLE } from '../../../functions/care/messages/messages.ts';
import { type Pathway, pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { monthsOf, type Rehearsed, type What } from '../../../functions/rehearsal-report.ts';
import { Cancelled } from '../../../functions/rehearsals.ts';
import { pack } from '../../../functions/store.ts';
import { createDice } from '../../../local/people/chance.ts';
import { memberAt } from '../../../local/rehearsal/company.ts';
import { rehearse } from '../../../local/rehearsal/rehearse.ts';
import { rulesOf } from '../../../local/rehearsal/rules.ts';
import { rehearseInThreads } from '../../../local/rehearsal/threads.ts';
import { pathway, riverside } from '../../support/people.ts';

/** What DynamoDB takes in one item. */
const MOST_BYTES = 400 * 1024;
/** Nothing waits for its turn. */
const unbound = { messagesPerDay: 10, messagesPerWeek: 30 };

/** Over both spring changes of the clock, in New York and in London. */
const given = {
  pathway: pathway({}),
  clinic: riverside,
  clients: 1,
  weeks: 12,
  from: '2026-02-16T14:00:00.000Z',
  seed: 'rehearsal',
};

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

describe('a rehearsal', () => {
  it('of one client says what would be sent and asked, day by day', async () => {
    const { report, lines } = await rehearse(given);
    expect(report.clients).toBe(1);
    expect(report.ends).toEqual({ 'in treatment': 1 });
    expect(report.aClientAWeek.messages).toBeGreaterThan(0.5);
    expect(report.aClientAWeek.minutes).toBeGreaterThan(0);
    const sent = lines.filter(({ what }) => what.kind === 'message');
    expect(sent.map(({ what }) => 'template' in what && what.template)).toContain('request.check-in');
    expect(sum(report.days.map(({ messages }) => messages))).toBe(sent.length);
    expect(sum(report.days.map(({ tasks }) => tasks))).toBe(lines.length - sent.length);
  });

  it('is the same for the same seed', async () => {
    expect(await rehearse(given)).toEqual(await rehearse(given));
  });

  it('of a draft that asks twice as often is felt by clients', async () => {
    const [checkIn] = given.pathway.checkIns;
    const often: Pathway = pathwaySchema.parse({
      ...given.pathway,
      checkIns: [{ ...checkIn, cadence: { phases: [{ every: 'P1W' }], at: '10:00', days: ['tue', 'fri'] } }],
      burden: { messagesPerDay: 2, messagesPerWeek: 6 },
    });
    const [now, then] = [await rehearse(given), await rehearse({ ...given, pathway: often })];
    expect(then.report.aClientAWeek.messages).toBeGreaterThan(now.report.aClientAWeek.messages);
  });

  it('asks in the draft’s own rhythm throughout: no made-up clinician puts another in its place', async () => {
    const [checkIn] = given.pathway.checkIns;
    const cadence = { phases: [{ every: 'P1W' }], at: '11:00', days: ['fri'] };
    const fridays = pathwaySchema.parse({
      ...given.pathway,
      checkIns: [{ ...checkIn, id: 'fridays', cadence }],
      burden: unbound,
      reassessment: { ...given.pathway.reassessment, every: 'P3W' },
    });
    const { lines } = await rehearse({ ...given, pathway: fridays, weeks: 16 });
    const asked = lines.filter(({ what }) => 'template' in what && what.template === 'request.check-in');
    expect(asked.length).toBeGreaterThan(8);
    expect(new Set(asked.map(({ local }) => local.slice(11)))).toEqual(new Set(['11:00']));
    expect(lines.some(({ what }) => 'task' in what && what.task === 'review')).toBe(true);
  });

  it('of one client for a year takes under two seconds of a processor', async () => {
    const before = process.threadCpuUsage();
    const { report } = await rehearse({ ...given, weeks: 52 });
    const { user, system } = process.threadCpuUsage(before);
    // Twice in a year, in the zone where the one client lives.
    expect(report.clockChanges).toEqual([{ zone: 'America/New_York', on: ['2026-03-08', '2026-11-01'] }]);
    expect((user + system) / 1e6).toBeLessThan(2);
  });

  it('goes on in groups, tells how far it is, and can be cancelled between them', async () => {
    const shares: number[] = [];
    const watch = {
      onProgress: (share: number) => void shares.push(share),
      isCancelled: () => shares.length > 0,
    };
    await expect(rehearse({ ...given, clients: 20, weeks: 2 }, watch)).rejects.toThrow(Cancelled);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.5);
  });

  it('in several threads lives the same lives', async () => {
    const company = { ...given, clients: 12, weeks: 2 };
    const shares: number[] = [];
    const found = await rehearseInThreads(company, { onProgress: (share) => void shares.push(share) });
    expect(found).toEqual(await rehearse(company));
    expect(Math.max(...shares)).toBe(1);
  });
});

describe('the hundred of a rehearsal', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => memberAt(n, given));

  it('answer, are silent, get worse and are in crisis, each of these in both zones', () => {
    const kinds: Record<string, number> = {};
    for (const { behaviour, zone } of hundred) {
      const kind = `${behaviour}, ${zone}`;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(kinds).toEqual({
      'answering, America/New_York': 32,
      'answering, Europe/London': 30,
      'silent, America/New_York': 6,
      'silent, Europe/London': 7,
      'worsening, America/New_York': 6,
      'worsening, Europe/London': 6,
      'in-crisis, America/New_York': 6,
      'in-crisis, Europe/London': 7,
    });
  });

  it('are paid for in every way that the draft reviews plans by, and some in none', () => {
    expect(new Set(hundred.map(({ payer }) => payer))).toEqual(
      new Set([undefined, 'medicaid-inpatient', 'medicare-iop', 'ccbhc']),
    );
  });

  it('live in the clinic’s zone and across the sea, wherever the clinic is', () => {
    const berlin = { ...riverside, calendar: { ...riverside.calendar, zone: 'Europe/Berlin' } };
    expect([0, 1].map((n) => memberAt(n, { ...given, clinic: berlin }).zone)).toEqual([
      'Europe/Berlin',
      'America/New_York',
    ]);
  });
});

describe('a rehearsed company', () => {
  let lines: Rehearsed['lines'];
  let report: Rehearsed['report'];
  beforeAll(async () => {
    ({ lines, report } = await rehearse({ ...given, pathway: pathway({ burden: unbound }), clients: 8 }));
  }, 60_000);
  const behaviourOf = (client: number) => report.company[client - 1]!.behaviour;
  const zoneOf = (client: number) => report.company[client - 1]!.zone;

  it('is told of one by one: how each behaves, where, what they were sent and what they made to do', () => {
    expect(report.company.map(({ behaviour }) => behaviour)).toEqual([
      ...['answering', 'silent', 'answering', 'in-crisis'],
      ...['answering', 'worsening', 'answering', 'answering'],
    ]);
    for (const [at, { messages, tasks }] of report.company.entries()) {
      const mine = lines.filter(({ client }) => client === at + 1);
      expect(mine.filter(({ what }) => what.kind === 'message').length).toBe(messages);
      expect(mine.filter(({ what }) => what.kind === 'task').length).toBe(tasks);
    }
  });

  it('lives over a change of the clock in both zones, and every check-in keeps its hour by the client’s clock', () => {
    expect(report.clockChanges).toEqual([
      { zone: 'America/New_York', on: ['2026-03-08'] },
      { zone: 'Europe/London', on: ['2026-03-29'] },
    ]);
    for (const { zone, on } of report.clockChanges) {
      const asked = lines.filter(
        ({ client, what }) =>
          zoneOf(client) === zone && 'template' in what && what.template === 'request.check-in',
      );
      const hours = (of: typeof asked) => [...new Set(of.map(({ local }) => local.slice(11)))];
      const [before, after] = [
        asked.filter(({ local }) => local.slice(0, 10) < on[0]!),
        asked.filter(({ local }) => local.slice(0, 10) >= on[0]!),
      ];
      expect(hours(before)).toEqual(['10:00']);
      expect(hours(after)).toEqual(['10:00']);
    }
  });

  it('is on a calendar with every message and every task, whose client and hour each says', () => {
    const months = monthsOf(lines);
    expect([...months.keys()]).toEqual(['2026-02', '2026-03', '2026-04', '2026-05']);
    const told = [...months.values()].flatMap(({ whats, lines }) =>
      lines.map(({ what, ...line }) => ({ ...line, what: whats[what] })),
    );
    expect(told.length).toBe(lines.length);
    expect(told).toEqual(expect.arrayContaining(lines));
    for (const { date, messages, tasks, urgent } of report.days) {
      const here = told.filter(({ local }) => local.startsWith(date));
      const asked = here.flatMap(({ what }) => (what?.kind === 'task' ? [what] : []));
      expect([here.length, asked.length]).toEqual([messages + tasks, tasks]);
      expect(asked.filter((task) => task.urgent).length).toBe(urgent);
    }
  });

  it('has urgent tasks by who is in crisis, and misses check-ins by who is silent', () => {
    const urgent = lines.filter(({ what }) => what.kind === 'task' && what.urgent);
    expect(urgent.length).toBeGreaterThan(0);
    expect(new Set(urgent.map(({ client }) => behaviourOf(client)))).toEqual(new Set(['in-crisis']));
    const missed = lines.filter(
      ({ what }) => what.kind === 'task' && what.title.startsWith('Two check-ins missed'),
    );
    expect(missed.map(({ client }) => behaviourOf(client))).toContain('silent');
  });

  it('tells of the rules that somebody came to from those that nobody did', () => {
    const never = report.neverFired.map(({ rule }) => rule);
    const every = rulesOf(given.pathway, riverside, {}).map(({ rule }) => rule);
    const fired = every.filter((rule) => !never.includes(rule));
    expect(fired).toEqual(
      expect.arrayContaining([
        ...['alert/check-ins-missed', 'alert/side-effects-severe', 'extension/packet/phq-9'],
        ...[
          'check-in/weekly',
          'after-session',
          'reassessment',
          'reminder/weekly/1',
          'reminder/reassessment/1',
        ],
        ...[
          'expiry/weekly',
          'other-channel',
          'shorter-form/reassessment/phq-9',
          'off-track/amber',
          'improved-by',
        ],
        ...['escalation/routine/1', 'quiet-hours'],
      ]),
    );
    expect(never).toEqual(expect.arrayContaining(['alert/medicine-not-taken', 'payer-review/ccbhc']));
  });
});

describe('a month of a rehearsal', () => {
  it('of a hundred clients with as many messages and tasks as can be is under a quarter of what an item may hold', () => {
    const dice = createDice('a full month');
    const at = () =>
      `2026-03-${String(1 + Math.floor(dice.between(0, 31))).padStart(2, '0')}T${10 + Math.floor(dice.between(0, 10))}:${10 + Math.floor(dice.between(0, 50))}`;
    const what = (n: number): What =>
      n % 4 === 0
        ? { kind: 'task', task: 'finding', title: `Rule ${n % 40}`, urgent: false }
        : { kind: 'message', template: WORDABLE[n % WORDABLE.length]! };
    // 30 messages a week are the most that a pathway may send.
    const full = Array.from({ length: 100 * 30 * 5 }, () => ({
      ...{
        local: at(),
        client: 1 + Math.floor(dice.between(0, 100)),
        what: what(Math.floor(dice.between(0, 400))),
      },
    }));
    const [month] = [...monthsOf(full).values()];
    expect(month!.lines.length).toBe(15_000);
    expect(pack(JSON.stringify(month)).length).toBeLessThan(MOST_BYTES / 4);
  });
});

describe('the rules of a draft', () => {
  it('are all named: alerts, what is added, what is asked again, what ends unanswered, and who is called', () => {
    const rules = rulesOf(given.pathway, riverside, { 'phq-9': 'PHQ-9', 'phq-2': 'PHQ-2' });
    expect(new Set(rules.map(({ rule }) => rule)).size).toBe(rules.length);
    const named = (rule: string) => rules.find((one) => one.rule === rule);
    expect(named('alert/depression-severe')).toMatchObject({
      title: 'PHQ-9 in the severe range: call the client today',
      when: 'PHQ-9 is at least 20',
    });
    expect(named('extension/packet/phq-9')).toMatchObject({
      ...{ kind: 'extension', of: 'packet', title: 'PHQ-9', when: 'PHQ-2 is at least 3' },
    });
    expect(named('reminder/reassessment/3')).toMatchObject({ of: 'reassessment', n: 3, after: 'P6D' });
    expect(named('expiry/agreement')).toMatchObject({ of: 'agreement', after: 'P10D' });
    expect(named('escalation/urgent/2')).toMatchObject({
      of: 'urgent',
      n: 2,
      after: 'PT45M',
      to: 'Care leads',
    });
    expect(named('mark/phq-9')).toMatchObject({ title: 'PHQ-9', n: 4 });
  });

  it('say their conditions in the language of whoever asked', () => {
    const rules = rulesOf(given.pathway, riverside, { 'phq-9': 'PHQ-9' }, 'es');
    expect(rules.find(({ rule }) => rule === 'alert/depression-severe')!.when).toBe('PHQ-9 es al menos 20');
  });

  it('that fire only in a crisis are come to by who is in crisis', async () => {
    const alert = {
      ...{ id: 'wish-to-die', priority: 'routine', title: 'Thoughts of death on most days' },
      when: { measure: 'phq-9#9', is: 'at least', value: 2 },
    };
    const draft = pathwaySchema.parse({ ...given.pathway, alerts: [...given.pathway.alerts, alert] });
    const never = async (clients: number) =>
      (await rehearse({ ...given, pathway: draft, clients })).report.neverFired.map(({ rule }) => rule);
    expect(await never(3)).toContain('alert/wish-to-die');
    expect(await never(4)).not.toContain('alert/wish-to-die');
  });
});
