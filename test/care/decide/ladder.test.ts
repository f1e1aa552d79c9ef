/** An urgent task that whoever it went to does not take. */
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../functions/care/client.ts';
import type { Jurisdiction } from '../../../functions/care/jurisdiction.ts';
import { onPaper, type Paper } from '../../support/paper.ts';
import { phq9, staff } from '../../support/people.ts';

function atRisk(
  {
    away = [],
    client = {},
    jurisdiction,
  }: { away?: string[]; client?: Partial<Client>; jurisdiction?: Jurisdiction } = {},
  at?: string,
): Paper {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }, client, at);
  kim.world.clinic.staff.june = { ...staff[0]!, id: 'june', name: 'June', roles: ['admin'], teams: [] };
  if (jurisdiction) kim.world.clinic.jurisdiction = jurisdiction;
  kim.enrol();
  kim.asks('packet');
  for (const id of away) kim.world.clinic.staff[id]!.active = false;
  kim.answers('packet', { 'phq-9': phq9(2) });
  return kim;
}
const alarms = (kim: Paper) => kim.sent.filter(({ template }) => template === 'staff.alarm');

describe('nobody on duty', () => {
  it('is passed at once for the next rung on which somebody is', () => {
    const kim = atRisk({ away: ['ada', 'ben'] });
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { team: 'crisis' }, rung: 1 });
    expect(kim.sent.at(-1)).toMatchObject({ template: 'staff.urgent-escalation', to: { team: 'crisis' } });
    expect(alarms(kim)).toEqual([]);
  });

  it('on any rung, at two in the morning, alarms each admin by name, and again until somebody has it', () => {
    const kim = atRisk({ away: ['ada', 'ben', 'cleo', 'lea'] }, '2026-01-05T07:00:00.000Z');
    expect(alarms(kim)).toMatchObject([{ at: '2026-01-05T07:00:00.000Z', to: { staff: 'june' } }]);
    kim.until('2026-01-05T09:00:00.000Z');
    expect(alarms(kim).length).toBeGreaterThan(3);
    const [task] = kim.tasks('urgent');
    kim.does({ do: 'claim-task', taskId: task!.id }, 'june');
    const before = alarms(kim).length;
    kim.until('2026-01-05T18:00:00.000Z');
    expect(alarms(kim)).toHaveLength(before);
  });

  it('on any rung, alarms no admin who has left', () => {
    expect(alarms(atRisk({ away: ['ada', 'ben', 'cleo', 'lea', 'june'] }))).toEqual([]);
  });

  it('though rungs fell due while Attune was away, is called on the highest of them, to the minute', () => {
    const kim = atRisk();
    kim.at('2026-01-05T15:45:00.000Z').fires();
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { team: 'care-leads' }, rung: 2 });
  });

  it('who takes it though they were called, alarms the admins once the last rung is called again', () => {
    const kim = atRisk();
    kim.until('2026-01-05T16:00:00.000Z');
    expect(alarms(kim)).toEqual([]);
    kim.until('2026-01-05T16:20:00.000Z');
    expect(alarms(kim).filter(({ to }) => JSON.stringify(to).includes('june'))).toHaveLength(1);
  });
});

describe('an urgent task that went past whoever is at work, to somebody who is away', () => {
  const alarmed = (kim: Paper) => new Set(alarms(kim).map(({ to }) => JSON.stringify(to)));

  it('calls each of them again by name with the last rung, until one of them has it', () => {
    const kim = atRisk();
    kim.until('2026-01-05T16:00:00.000Z');
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { team: 'care-leads' } });
    expect(alarms(kim)).toEqual([]);
    kim.until('2026-01-05T16:20:00.000Z');
    const all = ['ada', 'ben', 'cleo', 'june'].map((id) => JSON.stringify({ staff: id }));
    expect([...alarmed(kim)].sort()).toEqual(all);
    kim.does({ do: 'acknowledge-task', taskId: kim.tasks('urgent')[0]!.id }, 'ben');
    kim.sent.length = 0;
    kim.until('2026-01-05T18:00:00.000Z');
    expect(kim.sent).toEqual([]);
  });

  it('calls nobody twice who is on the rung itself', () => {
    const kim = atRisk();
    kim.world.clinic.staff.cleo!.teams = ['crisis', 'care-leads'];
    kim.until('2026-01-05T16:20:00.000Z');
    expect(alarmed(kim)).not.toContain(JSON.stringify({ staff: 'cleo' }));
  });
});

describe('an urgent task that nobody takes', () => {
  const everyCall = (kim: Paper) => kim.sent.filter(({ template }) => template.startsWith('staff.'));
  const LATER = '2026-01-06T21:00:00.000Z';

  it('calls somebody who leads and is an admin once at each repeat', () => {
    const kim = atRisk();
    kim.world.clinic.staff.june!.teams = ['care-leads'];
    kim.until('2026-01-05T16:20:00.000Z');
    const repeat = everyCall(kim).filter(({ at }) => at === '2026-01-05T16:15:00.000Z');
    expect(repeat).toContainEqual(expect.objectContaining({ to: { team: 'care-leads' } }));
    expect(repeat.filter(({ to }) => JSON.stringify(to) === '{"staff":"june"}')).toEqual([]);
  });

  it('calls again each half hour for a day, then each hour, and never stops', () => {
    const kim = atRisk();
    kim.until(LATER);
    const leads = everyCall(kim)
      .filter(({ to }) => JSON.stringify(to) === '{"team":"care-leads"}')
      .map(({ at }) => Date.parse(at));
    const pauses = leads
      .slice(1)
      .map((at, n) => [at <= Date.parse('2026-01-06T15:30:00.000Z'), at - leads[n]!]);
    expect(new Set(pauses.map((pause) => pause.join()))).toEqual(new Set(['true,1800000', 'false,3600000']));
    expect(Date.parse(LATER) - leads.at(-1)!).toBeLessThanOrEqual(3_600_000);
  });

  it('calls each half hour again from the moment in which the client says more', () => {
    const kim = atRisk();
    kim.until('2026-01-06T18:20:00.000Z');
    const words = 'I want to die';
    kim.does({ do: 'receive', channel: 'sms', providerId: 'm1', words, sentAt: kim.world.now });
    kim.sent.length = 0;
    kim.until('2026-01-06T21:20:00.000Z');
    const leads = everyCall(kim).filter(({ to }) => JSON.stringify(to) === '{"team":"care-leads"}');
    expect(leads.length).toBeGreaterThanOrEqual(5);
  });

  it('is called no more often than its pathway says, where that is less than hourly', () => {
    const kim = atRisk();
    kim.world.pathway!.escalation.urgent.repeatEvery = 'PT4H';
    kim.sent.length = 0;
    kim.until('2026-01-06T21:00:00.000Z');
    const leads = everyCall(kim).filter(({ to }) => JSON.stringify(to) === '{"team":"care-leads"}');
    expect(leads.length).toBeLessThanOrEqual(8);
  });
});

describe('while no mail goes out for a day', () => {
  const waiting = (kim: Paper) =>
    kim
      .messages()
      .filter(({ template }) => template === 'staff.urgent-escalation' || template === 'staff.alarm');

  it('one call waits for each who is called, and it is the latest', () => {
    const kim = atRisk();
    kim.relays = false;
    kim.until('2026-01-06T15:30:00.000Z');
    const calls = waiting(kim);
    const to = calls.map((call) => `${call.template} ${JSON.stringify(call.to)}`);
    expect(new Set(to).size).toBe(calls.length);
    const leads = calls.find((call) => JSON.stringify(call.to) === '{"team":"care-leads"}');
    expect(leads!.intendedAt > '2026-01-06T14:55:00.000Z').toBe(true);
    kim.relays = true;
    const before = kim.sent.length;
    kim.until('2026-01-06T15:45:00.000Z');
    expect(kim.sent.slice(before).length).toBeLessThanOrEqual(2 * calls.length);
    expect(alarms(kim).at(-1)).toMatchObject({ to: { staff: 'june' } });
  });
});

describe('a notice that bounces', () => {
  function bounced(when: (kim: Paper, messageId: string) => void) {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] });
    kim.enrol();
    kim.asks('packet');
    kim.relays = false;
    kim.answers('packet', { 'phq-9': phq9(2) });
    const notice = kim.messages().find(({ template }) => template === 'staff.urgent')!;
    kim.claims(notice.id);
    kim.relays = true;
    when(kim, notice.id);
    return kim;
  }
  const refused = { sent: 'refused', reason: 'no such mailbox', again: false };

  it('goes up the ladder at once, where the provider refuses it', () => {
    const kim = bounced((one, id) => void one.settles(id, refused));
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { team: 'crisis' }, rung: 1 });
  });

  it('goes up the ladder when the provider says so later', () => {
    const kim = bounced((one, id) => {
      one.settles(id);
      one.does({ do: 'resolve-message', messageId: id, outcome: 'failed' });
    });
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { team: 'crisis' }, rung: 1 });
  });

  const bouncesLater = (kim: Paper, template: string) => {
    const [messageId] = Object.entries(kim.chart.sent).findLast(([, one]) => one.template === template)!;
    kim.does({ do: 'resolve-message', messageId, outcome: 'failed' });
  };

  it('of the alarm itself brings no other alarm, which would bounce as well', () => {
    const kim = atRisk();
    kim.until('2026-01-05T16:20:00.000Z');
    const before = alarms(kim).length;
    expect(before).toBeGreaterThan(0);
    bouncesLater(kim, 'staff.alarm');
    expect(alarms(kim)).toHaveLength(before);
  });

  it('at the top of the ladder, where nobody is left to be told, waits for the ladder to repeat', () => {
    const kim = atRisk({ away: ['ada', 'ben', 'cleo', 'lea'] });
    kim.until('2026-01-05T15:46:00.000Z');
    expect(kim.tasks('urgent')[0]!.rung).toBe(2);
    const before = alarms(kim).length;
    bouncesLater(kim, 'staff.urgent-escalation');
    expect(alarms(kim)).toHaveLength(before);
  });

  it('or that somebody on the staff reports as unwanted says nothing of the client', () => {
    const kim = atRisk();
    const [messageId] = Object.entries(kim.chart.sent).find(([, one]) => one.template === 'staff.urgent')!;
    expect(kim.refuses({ do: 'resolve-message', messageId, outcome: 'complaint' }).refused).toBe('duplicate');
    expect(Object.keys(kim.chart.client!.consents).sort()).toEqual(['email', 'sms']);
  });

  it('changes nothing once somebody has acknowledged the task', () => {
    const kim = bounced((one, id) => {
      one.settles(id);
      one.does({ do: 'acknowledge-task', taskId: one.tasks('urgent')[0]!.id });
      one.does({ do: 'resolve-message', messageId: id, outcome: 'failed' });
    });
    expect(kim.tasks('urgent')[0]).toMatchObject({ owner: { staff: 'ada' }, rung: 0 });
  });
});
