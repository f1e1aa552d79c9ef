/** The work around one client, exported: tasks, messages, consents, and who did what. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../functions/care/events.ts';
import { bundleOf, type Exported, exportedFrom, lastIssues, ref, treated } from '../../support/exported.ts';
import { onPaper } from '../../support/paper.ts';
import { settings } from '../../support/people.ts';

afterEach(() => {
  expect(lastIssues()).toEqual([]);
});

const byId = (resources: Exported[], id: string) => resources.find((one) => one.id === id);

describe('tasks', () => {
  it('tell whose they are, since when, how they ended and why', () => {
    const kim = onPaper().enrol();
    const { id } = kim.gives('draft-plan');
    const task = () => byId(exportedFrom(kim, 'Task'), `kim.${id}`);
    expect(task()).toMatchObject({
      status: 'requested',
      intent: 'order',
      code: { coding: [{ system: 'urn:attune:task', code: 'draft-plan' }] },
      for: ref('Patient', 'kim'),
      owner: ref('Practitioner', 'riverside.ada'),
      requester: ref('Device', 'riverside.attune'),
    });
    kim.does({ do: 'hand-over-task', taskId: id, to: { team: 'care' }, why: 'on leave' });
    expect(task().owner).toMatchObject(ref('Organization', 'riverside.care'));
    kim.does({ do: 'claim-task', taskId: id }, 'ben');
    expect(task()).toMatchObject({ status: 'accepted', owner: ref('Practitioner', 'riverside.ben') });
    kim.completes('draft-plan');
    expect(task()).toMatchObject({
      status: 'completed',
      businessStatus: { coding: [{ system: 'urn:attune:task-outcome', code: 'draft' }] },
      note: [{ text: 'as agreed' }],
    });
  });

  it('that care took with it when it ended are cancelled', () => {
    const kim = onPaper().enrol();
    const { id } = kim.gives('draft-plan');
    kim.does({ do: 'discharge', why: 'moved' });
    expect(byId(exportedFrom(kim, 'Task'), `kim.${id}`)).toMatchObject({
      status: 'cancelled',
      note: [{ text: 'care has ended' }],
    });
  });

  it('of the client are what they are asked for, until it is answered, expires or is withdrawn', () => {
    const kim = onPaper().enrol();
    const { id } = kim.asks('intake');
    const asked = () => byId(exportedFrom(kim, 'Task'), `kim.${id}`);
    expect(asked()).toMatchObject({
      status: 'requested',
      owner: ref('Patient', 'kim'),
      input: [{ valueCanonical: 'urn:attune:instrument:attune-intake|1.0.0' }],
      restriction: { period: { end: '2026-01-15T15:00:00.000Z' } },
    });
    kim.answers('intake', { 'attune-intake': { hopes: 'rest' } }, false);
    expect(asked().status).toBe('in-progress');
    kim.does({ do: 'discharge', why: 'moved' });
    expect(asked()).toMatchObject({ status: 'cancelled', statusReason: { text: 'care has ended' } });
  });
});

describe('messages', () => {
  it('that went are completed, by their channel and without their text', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    const [message] = exportedFrom(kim, 'Communication');
    expect(message).toMatchObject({
      status: 'completed',
      sent: '2026-01-05T15:00:00.000Z',
      medium: [{ coding: [{ system: 'urn:attune:channel', code: 'sms' }] }],
      recipient: [ref('Patient', 'kim')],
      topic: { coding: [{ code: 'request.intake' }] },
    });
    expect(message.payload).toBeUndefined();
  });

  it('that were suppressed are not done, with the reason; those that wait are on hold', () => {
    const kim = onPaper().enrol();
    kim.does({ do: 'change-client', changes: { consents: {} }, why: 'she said STOP' });
    kim.asks('intake');
    const [first] = exportedFrom(kim, 'Communication');
    expect(first).toMatchObject({
      status: 'not-done',
      statusReason: { text: 'no channel has both a consent and an address' },
    });
    expect(first.sent).toBeUndefined();
    const night = onPaper({}, {}, '2026-01-06T03:00:00.000Z').enrol();
    night.asks('intake');
    expect(exportedFrom(night, 'Communication')).toMatchObject([
      { status: 'on-hold', statusReason: { text: 'quiet hours' } },
    ]);
  });

  it('of the client’s are told of without their words, and so is what a provider says later', () => {
    const kim = onPaper().enrol();
    kim.asks('intake');
    const { id } = exportedFrom(kim, 'Communication')[0];
    const events: Event[] = [
      { type: 'message.delivered', messageId: id.replace('kim.', '') },
      {
        type: 'words.received',
        channel: 'sms',
        providerId: 'p-1',
        sentAt: '2026-01-05T15:04:00.000Z',
        words: 'I cannot come',
        kind: 'other' as never,
        flags: {} as never,
      },
    ];
    const seq = kim.log.length + 1;
    const entry = { seq, prev: '', at: '2026-01-05T15:05:00.000Z', by: 'client', command: 'hear', events };
    kim.log.push({ entry, hash: 'h' });
    const [message, words] = exportedFrom(kim, 'Communication');
    expect(message).toMatchObject({
      status: 'completed',
      sent: '2026-01-05T15:00:00.000Z',
      received: '2026-01-05T15:05:00.000Z',
    });
    expect(words).toMatchObject({
      status: 'completed',
      sent: '2026-01-05T15:04:00.000Z',
      received: '2026-01-05T15:05:00.000Z',
      sender: ref('Patient', 'kim'),
      recipient: [ref('Organization', 'riverside')],
    });
    expect(JSON.stringify(bundleOf(kim))).not.toContain('I cannot come');
    expect(exportedFrom(kim, 'Provenance').at(-1).target).toMatchObject([
      ref('Communication', message.id),
      ref('Communication', words.id),
    ]);
  });

  it('whose fate nobody knows, and those that failed, say so', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const { id } = kim.messages()[0]!;
    expect(exportedFrom(kim, 'Communication')).toMatchObject([{ status: 'preparation' }]);
    kim.claims(id);
    expect(exportedFrom(kim, 'Communication')).toMatchObject([{ status: 'in-progress' }]);
    const other = onPaper().enrol();
    other.relays = false;
    other.asks('intake');
    other.claims(other.messages()[0]!.id);
    other.settles(other.messages()[0]!.id, { sent: 'unknown', reason: 'no answer' });
    expect(exportedFrom(other, 'Communication')).toMatchObject([
      { status: 'unknown', statusReason: { text: 'no answer' } },
    ]);
    kim.settles(id, { sent: 'refused', reason: 'no such number', again: false });
    // The second is the mail that tells a person of the task: find another way to reach the client.
    expect(exportedFrom(kim, 'Communication')).toMatchObject([
      { status: 'not-done', statusReason: { text: 'no such number' } },
      { status: 'preparation', topic: { coding: [{ code: 'staff.task' }] } },
    ]);
  });
});

describe('consents', () => {
  it('are one for each channel and time; what was taken back is inactive', () => {
    const kim = onPaper();
    const email = { at: '2026-01-01T00:00:00.000Z' };
    kim
      .at('2026-01-06T15:00:00.000Z')
      .does({ do: 'change-client', changes: { consents: { email } }, why: 'STOP' });
    const sms = { at: '2026-01-07T15:00:00.000Z' };
    kim
      .at('2026-01-07T15:00:00.000Z')
      .does({ do: 'change-client', changes: { consents: { email, sms } }, why: 'START' });
    expect(
      exportedFrom(kim, 'Consent').map(({ id, status, dateTime, provision }) => [
        id,
        status,
        dateTime,
        provision.period.end,
      ]),
    ).toEqual([
      ['kim.consent-1.sms', 'inactive', '2026-01-01T00:00:00.000Z', '2026-01-06T15:00:00.000Z'],
      ['kim.consent-1.email', 'active', '2026-01-01T00:00:00.000Z', undefined],
      ['kim.consent-3.sms', 'active', '2026-01-07T15:00:00.000Z', undefined],
    ]);
    expect(exportedFrom(kim, 'Provenance')[1].target).toMatchObject([
      ref('Patient', 'kim'),
      ref('Consent', 'kim.consent-1.sms'),
    ]);
  });
});

describe('who did what', () => {
  it('is told for each log entry, with its hash, and for every resource of the client', () => {
    const kim = treated();
    const entries = exportedFrom(kim, 'Provenance');
    const drafted = entries.find(({ activity }) => activity.coding[0].code === 'complete-task');
    expect(drafted).toMatchObject({
      recorded: '2026-01-05T15:00:00.000Z',
      agent: [{ who: ref('Practitioner', 'riverside.ada') }],
    });
    for (const { id, entity } of entries) {
      const seq = Number(/entry-(\d+)$/.exec(id)![1]);
      expect(entity[0].what.identifier.value).toBe(kim.log[seq - 1]!.hash);
    }
    const told = new Set(entries.flatMap(({ target }) => target.map((one: Exported) => one.reference)));
    const shared = ['Organization', 'Practitioner', 'Device', 'Questionnaire', 'Provenance'];
    const untold = bundleOf(kim)
      .entry!.map(({ resource }) => resource!)
      .filter(({ resourceType, id }) => !shared.includes(resourceType) && !told.has(`${resourceType}/${id}`));
    expect(untold).toEqual([]);
  });

  it('gives its reasons', () => {
    const kim = onPaper().enrol();
    kim.does({ do: 'pause', why: 'holiday' });
    expect(exportedFrom(kim, 'Provenance').at(-1)).toMatchObject({
      reason: [{ text: 'holiday' }],
      target: [ref('Patient', 'kim'), ref('EpisodeOfCare', 'kim.episode-2.1')],
    });
  });

  it('names somebody whom the clinic does not know any more by the id', () => {
    const clinic = settings();
    delete clinic.staff.ada;
    const people = bundleOf(treated(), clinic)
      .entry!.map(({ resource }) => resource!)
      .filter(({ resourceType }) => resourceType === 'Practitioner');
    expect(people).toEqual([
      {
        resourceType: 'Practitioner',
        id: 'riverside.ada',
        identifier: [{ system: 'urn:attune:clinic:riverside:staff', value: 'ada' }],
        name: [{ text: 'ada' }],
      },
    ]);
  });

  it('lets out no task token, hash of a link or digest of answers', () => {
    const kim = treated();
    const text = JSON.stringify(bundleOf(kim));
    for (const secret of ['token-1', ...Object.keys(kim.chart.links), ...Object.values(kim.chart.digests)])
      expect(text).not.toContain(secret);
    expect(Object.keys(kim.chart.links)).not.toEqual([]);
  });
});
