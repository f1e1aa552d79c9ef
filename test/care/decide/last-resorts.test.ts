/** Where the usual way of help is not there: each ends with a named person or an alert to the admins. */
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../functions/care/client.ts';
import { readableDocument } from '../../../functions/care/document.ts';
import type { Jurisdiction } from '../../../functions/care/jurisdiction.ts';
import { narrator } from '../../../functions/care/timeline.ts';
import { type Exported, exportedFrom, lastIssues } from '../../support/exported.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';
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

const ends = (kim: Paper, detail?: object) =>
  ({
    do: 'complete-task',
    taskId: kim.tasks('urgent')[0]!.id,
    outcome: 'safety-plan-in-place',
    reason: 'spoke with them',
    detail,
  }) as const;
const asked: Jurisdiction = {
  riskLevel: 'asked',
  minors: { under: 18, guardian: 'clinician-decides' },
};

describe('a level of risk', () => {
  it('is entered by the person who ends the task, where the clinic’s jurisdiction asks for one', () => {
    const kim = atRisk({ jurisdiction: asked });
    expect(kim.refuses(ends(kim)).because).toMatch(/riskLevel: low, moderate or high/);
    const [done] = only(kim.does(ends(kim, { riskLevel: 'moderate' })), 'task.completed');
    expect(done).toMatchObject({ by: 'ada', assessment: { riskLevel: 'moderate' } });
  });

  it('is recorded nowhere else, and never by a rule', () => {
    const kim = atRisk();
    expect(kim.refuses(ends(kim, { riskLevel: 'low' })).because).toMatch(/records no level of risk/);
    kim.does(ends(kim));
    expect(JSON.stringify(kim.log)).not.toMatch(/riskLevel/);
  });
});

describe('a minor at risk', () => {
  const client: Partial<Client> = {
    dateOfBirth: '2010-06-01',
    contacts: [{ name: 'Rosa Rivera', relation: 'guardian', phone: '+14155550177' }],
  };
  const told: Jurisdiction = { riskLevel: 'not-recorded', minors: { under: 18, guardian: 'told' } };
  const note = (kim: Paper) => kim.tasks('urgent')[0]!.brief.note;

  it('has the guardian told by a person, who records it, where that is the rule', () => {
    const kim = atRisk({ client, jurisdiction: told });
    expect(note(kim)).toMatch(/15 years old. By the clinic’s rule a person tells a parent or guardian/);
    expect(note(kim)).toContain('Guardian: Rosa Rivera, +14155550177.');
    expect(kim.refuses(ends(kim)).because).toMatch(/whether a guardian was told/);
    kim.does(ends(kim, { guardian: { told: true, how: 'called the mother at noon' } }));
    expect(kim.sent.filter(({ to }) => JSON.stringify(to).includes('177'))).toEqual([]);
  });

  it('has what was assessed in the timeline, the export and the document, as the clinician said it', () => {
    const both: Jurisdiction = { riskLevel: 'asked', minors: told.minors };
    const kim = atRisk({ client, jurisdiction: both });
    kim.does(ends(kim, { riskLevel: 'high', guardian: { told: true, how: 'called the mother at noon' } }));
    const said =
      'Level of risk, as the clinician assessed it: high. A guardian was told: called the mother at noon.';
    const { chart, log, world } = kim;
    const narrate = narrator({ clinic: world.clinic, instruments: world.instruments });
    const lines = log.flatMap(({ entry }) => narrate(entry));
    expect(lines.find(({ what }) => what.includes('ended'))!.why).toContain(said);
    const [task] = exportedFrom(kim, 'Task').filter(({ priority }: Exported) => priority === 'urgent');
    expect(task.output).toMatchObject([
      { type: { coding: [{ system: 'urn:attune:assessment', code: 'risk-level' }] }, valueCode: 'high' },
      { type: { coding: [{ code: 'guardian-told' }] }, valueBoolean: true },
      { type: { coding: [{ code: 'guardian-how' }] }, valueString: 'called the mother at noon' },
    ]);
    expect(lastIssues()).toEqual([]);
    const page = readableDocument({
      chart,
      log,
      clinic: world.clinic,
      instruments: world.instruments,
      at: world.now,
    });
    expect(page).toContain(said);
  });

  it('leaves it to the clinician elsewhere', () => {
    const kim = atRisk({ client });
    expect(note(kim)).toMatch(/is for the clinician to decide/);
    kim.does(ends(kim));
  });

  it('without a guardian on record is said to be', () => {
    const kim = atRisk({ client: { dateOfBirth: '2010-06-01' }, jurisdiction: told });
    expect(note(kim)).toMatch(/No guardian is on record: find out who it is/);
  });

  it('is no minor on their birthday', () => {
    const kim = atRisk({ client: { dateOfBirth: '2008-01-05' }, jurisdiction: told });
    expect(note(kim)).not.toMatch(/years old/);
  });
});

describe('a client without a phone', () => {
  const silent = { phone: undefined, channel: 'email' } as const;

  it('is reached by whoever is on record beside them', () => {
    const contacts = [{ name: 'Sam Rivera', relation: 'emergency' as const, phone: '+14155550178' }];
    const { note } = atRisk({ client: { ...silent, contacts } }).tasks('urgent')[0]!.brief;
    expect(note).toMatch(/^No phone number of the client is known. Their email address: kim@example.org./);
    expect(note).toContain('In an emergency: Sam Rivera, +14155550178.');
  });

  it('and without anybody is named as such to the person who has the task', () => {
    const [task] = atRisk({ client: silent }).tasks('urgent');
    expect(task!.brief.note).toMatch(/Nobody else is on record either/);
    expect(task!.owner).toEqual({ staff: 'ada' });
  });
});

describe('a client who has died', () => {
  const died = () => {
    const kim = atRisk();
    kim.does({ do: 'record-death', on: '2026-01-05', why: 'her sister called' }, 'ben');
    return kim;
  };

  it('is asked nothing more, and each task is ended by whoever records it', () => {
    const kim = died();
    const ended = only(kim.events(), 'task.completed');
    expect(ended).toMatchObject([{ outcome: 'client-died', by: 'ben', reason: 'her sister called' }]);
    expect([kim.requests(), kim.chart.episode?.stage]).toEqual([[], 'ended']);
    expect(kim.tasks().map(({ kind }) => kind)).toEqual(['after-death']);
    expect(kim.tasks('after-death')[0]).toMatchObject({ owner: { staff: 'ada' } });
    expect(kim.tasks('after-death')[0]!.brief.note).toMatch(/^We are sorry\./);
  });

  it('is recorded of whom was never in care as well, where the clinic has no pathway yet', () => {
    const kim = onPaper();
    kim.world.pathway = undefined;
    kim.does({ do: 'record-death', why: 'her sister called' });
    expect([kim.chart.deceased?.by, kim.tasks()]).toEqual(['ada', []]);
  });

  it('is waited for by no execution', () => {
    const kim = onPaper().enrol();
    const { waiter } = kim.gives('shape-goals');
    const events = kim.does({ do: 'record-death', why: 'her sister called' });
    expect(only(events, 'waiter.released')).toMatchObject([{ token: waiter, outcome: 'cancelled' }]);
  });

  it('is never written to again, whatever was on its way and whoever writes from the address', () => {
    const kim = onPaper();
    kim.enrol();
    kim.relays = false;
    kim.asks('intake');
    kim.does({ do: 'record-death', why: 'her sister called' });
    kim.relays = true;
    for (const [n, words] of ['who is this?', 'STOP', 'I want to die'].entries())
      kim.does({ do: 'receive', channel: 'sms', providerId: `p-${n}`, words, sentAt: kim.world.now });
    kim.until('2026-01-06T15:00:00.000Z');
    expect(kim.sentToClient()).toEqual([]);
    expect(kim.messages().filter(({ to }) => to === 'client')).toEqual([]);
    const meant = only(kim.events(), 'message.intended').map(({ message }) => message);
    expect(meant.filter(({ to }) => to === 'client')).toMatchObject([{ template: 'request.intake' }]);
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it('leaves what became of a message on record that was being handed over', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const [message] = kim.messages();
    kim.claims(message!.id);
    kim.does({ do: 'record-death', why: 'her sister called' });
    kim.until('2026-01-05T15:10:00.000Z');
    expect(only(kim.events(), 'message.unknown')).toMatchObject([{ messageId: message!.id }]);
  });

  it('is not written to by what a provider gives back afterwards, though it says whom to call', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    const words = 'I want to die';
    kim.does({ do: 'receive', channel: 'sms', providerId: 'm1', words, sentAt: kim.world.now });
    const reply = kim.messages().find(({ template }) => template === 'reply.crisis')!;
    kim.claims(reply.id);
    kim.does({ do: 'record-death', why: 'her sister called' });
    kim.settles(reply.id, { sent: 'refused', reason: 'throttled', again: true });
    kim.relays = true;
    kim.until('2026-01-06T15:00:00.000Z');
    expect(kim.sentToClient()).toEqual([]);
    expect(only(kim.events(), 'message.suppressed').at(-1)).toMatchObject({ why: 'the client has died' });
  });

  it('cannot be enrolled, until it is corrected', () => {
    const kim = died();
    const enrol = { do: 'enrol', pathway: { id: 'adult-depression-anxiety', version: 1 } } as const;
    expect(kim.refuses(enrol).because).toMatch(/recorded as having died/);
    kim.does({ do: 'correct-death', why: 'another Kim' });
    expect(kim.tasks('after-death')).toEqual([]);
    kim.does(enrol);
    expect(kim.chart.episode?.stage).toBe('intake');
  });

  it('is recorded once', () => {
    expect(died().refuses({ do: 'record-death', why: 'again' }).refused).toBe('duplicate');
  });
});
