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
