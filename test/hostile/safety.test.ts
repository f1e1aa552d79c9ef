/** What a risk answer brings about, whatever else happens: by the page, by text, at night, after the end, on a broken scorer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { frequencies } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { phq9 } from '../support/people.ts';
import { onlyOf } from '../support/scene.ts';
import { openServed, type Served } from '../support/served.ts';

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

const form = (answers: unknown, complete = true) => ({ instrument: 'phq-9', answers, complete });
const nine = (value: number, ninth = value) => frequencies(...Array.from({ length: 8 }, () => value), ninth);
const only9 = (value: number) => ({ 9: nine(0, value)['9']! });

type Linked = Awaited<ReturnType<Served['linked']>>;
const urgent = async (one: Pick<Linked, 'chart'>) =>
  Object.values((await one.chart()).tasks).filter(({ kind }) => kind === 'urgent');

/** One urgent task, and the lines to call in the same reply. */
async function isHeard(one: Linked, reply: { body: { crisis?: { text: string } } }, findings = 1) {
  expect(reply.body.crisis?.text).toMatch(/988/);
  const tasks = await urgent(one);
  expect(tasks).toHaveLength(1);
  expect(tasks[0]!.findings).toHaveLength(findings);
}

describe('a form with a risk item', () => {
  it('100 · with every answer at its most is scored once, and heard', async () => {
    const one = await served.linked();
    await isHeard(one, await one.answer(form(nine(3))));
    expect((await one.chart()).measures['phq-9']).toMatchObject({ count: 1, last: { value: 27 } });
  });

  it('101 · with nothing but the risk item, at its least, is heard, though the score is mild', async () => {
    const one = await served.linked();
    await isHeard(one, await one.answer(form(nine(0, 1))));
    expect((await one.chart()).measures['phq-9']!.last.value).toBe(1);
  });

  it('102 · whose risk answer was saved, and taken back before it was sent, has been heard all the same', async () => {
    const one = await served.linked();
    await isHeard(one, await one.answer(form(only9(2), false)));
    const sent = await one.answer(form(nine(0)));
    expect(sent.body.missing).toEqual([]);
    expect(await urgent(one)).toHaveLength(1);
    expect((await one.responses()).map(({ answers }) => answers['9'])).toEqual([
      only9(2)['9'],
      only9(0)['9'],
    ]);
  });

  it('103 · that is never finished counts as far as it went', async () => {
    const one = await served.linked();
    await isHeard(one, await one.answer(form(only9(3), false)));
    expect((await one.chart()).measures).toEqual({});
  });

  it('104 · sent without the risk item is not whole: it is asked for, and no alarm is made of nothing', async () => {
    const one = await served.linked();
    const { 9: _, ...eight } = nine(1);
    const { body } = await one.answer(form(eight));
    expect([body.done, body.crisis, body.missing]).toEqual([
      false,
      undefined,
      [{ instrument: 'phq-9', linkIds: ['9'] }],
    ]);
    expect(await urgent(one)).toEqual([]);
  });

  it('105 · with words in place of the risk answer keeps the rest, and asks again', async () => {
    const one = await served.linked();
    const { body } = await one.answer(form({ ...nine(1), 9: 'prefer not to say' }));
    expect(body.missing).toEqual([{ instrument: 'phq-9', linkIds: ['9'] }]);
    expect(Object.keys((await one.responses())[0]!.answers)).toHaveLength(8);
    expect((await one.chart()).measures).toEqual({});
  });

  it('111 · that comes while somebody ends the urgent task leaves one open, with what came', async () => {
    const one = await served.linked();
    await one.answer(form(only9(1), false));
    const [task] = await urgent(one);
    const ended = served.send('POST', `/clients/${one.clientId}/tasks/${task!.id}/complete`, {
      as: 'cleo',
      body: { outcome: 'assessed-safe-for-now', reason: 'spoke with them' },
    });
    const [first, answer] = await Promise.all([ended, one.answer(form(only9(3), false))]);
    expect([200, 409]).toContain(first.status);
    expect(answer.body.crisis.text).toMatch(/988/);
    const findings = (await one.events()).filter(({ type }) => ['task.opened', 'task.joined'].includes(type));
    expect(JSON.stringify(findings)).toContain('(3)');
    const open = await urgent(one);
    const closed = onlyOf(await one.events(), 'task.completed');
    // Either it joined before the end and was seen to with the rest, or it made a task of its own.
    expect(open.length + closed.length).toBeGreaterThanOrEqual(1);
    if (closed.length === 1 && open.length === 0) {
      const order = (await one.events()).map(({ type }) => type);
      expect(order.lastIndexOf('task.joined')).toBeLessThan(order.indexOf('task.completed'));
    }
  });

  it('112 · from a client who was discharged is kept as late, and heard', async () => {
    const one = await served.linked();
    await served.send('POST', `/clients/${one.clientId}/discharge`, { as: 'cleo', body: { why: 'moved' } });
    const reply = await one.answer(form(nine(2)));
    expect(reply.status).toBe(410);
    await isHeard(one, reply);
    expect((await one.responses()).map(({ late }) => late)).toEqual([true]);
  });

  it('113 · from a minor says so to whoever is called, with whom else to tell', async () => {
    const contacts = [{ name: 'Rosa Lopez', relation: 'guardian' as const, phone: '+12125550160' }];
    const one = await served.linked({ dateOfBirth: '2011-05-17', contacts });
    await isHeard(one, await one.answer(form(nine(1))));
    const [task] = await urgent(one);
    expect(task!.brief.note).toMatch(/14 years old.*Rosa Lopez, \+12125550160/);
  });

  it('114 · that comes when the client is said to have died is heard, and nothing is sent to them', async () => {
    const one = await served.linked();
    await served.send('POST', `/clients/${one.clientId}/death`, { as: 'cleo', body: { why: 'a call' } });
    const before = onlyOf(await one.events(), 'message.intended').length;
    const reply = await one.answer(form(nine(2)));
    expect(reply.status).toBe(410);
    await isHeard(one, reply);
    const since = onlyOf(await one.events(), 'message.intended').slice(before);
    expect(since.filter(({ message }) => message.to === 'client')).toEqual([]);
  });

  it('115 · whose scoring fails loses no answer: they are told to send it again, with whom to call', async () => {
    const one = await served.linked();
    const shown = await one.open();
    expect(shown.status).toBe(200);
    const { head } = await one.chart();
    const scoring = content.instruments['phq-9']!.scoring as { bands?: unknown };
    const { bands } = scoring;
    Object.defineProperty(scoring, 'bands', {
      configurable: true,
      enumerable: true,
      get() {
        throw new Error('the scorer is broken: Maria');
      },
    });
    const broken = await one.answer(form(nine(2)));
    Object.defineProperty(scoring, 'bands', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: bands,
    });
    expect(broken.status).toBe(503);
    expect(broken.body.crisis.text).toMatch(/988/);
    expect(JSON.stringify(broken.body)).not.toMatch(/Maria|scorer/);
    expect((await one.chart()).head).toBe(head);
    const again = await one.answer(form(nine(2)));
    expect(again.status).toBe(200);
    await isHeard(one, again);
  });
});

describe('who is called', () => {
  async function begins(kim: AtTheDoors) {
    await kim.enrols();
    await kim.answers('intake');
  }
  async function atRisk(kim: AtTheDoors) {
    if (!(await kim.chart()).episode) await begins(kim);
    await kim.answers('packet', { 'phq-2': { 1: 'LA6571-9', 2: 'LA6571-9' }, 'phq-9': phq9(2) });
  }
  const notices = async (kim: AtTheDoors) =>
    onlyOf(await kim.events(), 'message.intended')
      .map(({ message }) => message)
      .filter(({ to }) => to !== 'client');
  const everybodyLeaves = async (kim: AtTheDoors, left: (id: string) => boolean) => {
    const { staff } = await kim.host.clinics.get('riverside');
    for (const person of Object.values(staff).filter(({ id }) => left(id)))
      await kim.host.clinics.run(
        { clinicId: 'riverside', by: 'lea' },
        { do: 'change-staff', staff: { ...person, active: false } },
      );
  };

  it('106 · at two in the morning with nobody of the first rung there, the next is called at once', async () => {
    const kim = await atTheDoors({ at: '2026-01-06T07:00:00.000Z' });
    await begins(kim);
    await everybodyLeaves(kim, (id) => ['ada', 'ben'].includes(id));
    await atRisk(kim);
    const told = (await notices(kim)).filter(({ taskId }) => taskId !== undefined).map(({ to }) => to);
    expect(told).toContainEqual({ team: 'crisis' });
    expect(await kim.tasks('urgent')).toHaveLength(1);
  });

  it('107 · in a clinic where nobody is on any rung, each admin is called by name', async () => {
    const kim = await atTheDoors();
    const june = { id: 'june', name: 'June', email: 'june@riverside.example', roles: ['admin' as const] };
    await kim.host.clinics.run(
      { clinicId: 'riverside', by: 'lea' },
      { do: 'add-staff', staff: { ...june, teams: [], active: true } },
    );
    await begins(kim);
    await everybodyLeaves(kim, () => true).then(async () => {
      const { staff } = await kim.host.clinics.get('riverside');
      await kim.host.clinics.run(
        { clinicId: 'riverside', by: 'lea' },
        { do: 'change-staff', staff: { ...staff.june!, active: true } },
      );
    });
    await atRisk(kim);
    // The notices to teams of nobody fail at once, each: that alarms again, and comes to an end.
    const alarms = (await notices(kim)).filter(({ template }) => template === 'staff.alarm');
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.length).toBeLessThan(4);
    for (const { to } of alarms) expect(to).toEqual({ staff: 'june' });
  });

  it('108 · where the notice to the first bounces, the next is called without waiting', async () => {
    const kim = await atTheDoors();
    await atRisk(kim);
    const notice = (await kim.sent()).findLast(({ to }) => to === 'ada@riverside.example')!;
    await kim.reports(notice.key, 'failed');
    const [task] = await kim.tasks('urgent');
    expect(task).toMatchObject({ owner: { team: 'crisis' }, rung: 1 });
  });

  it('109 · two alarms within seconds, by the page and by text, are one task with both', async () => {
    const kim = await atTheDoors();
    await atRisk(kim);
    kim.clock.to('2026-01-05T15:00:09.000Z');
    await kim.texts('I want to kill myself');
    const tasks = await kim.tasks('urgent');
    expect(tasks).toHaveLength(1);
    expect(tasks[0]!.findings.length).toBeGreaterThanOrEqual(2);
  });

  it('110 · an alarm while the task is open joins it, and wakes who has it', async () => {
    const kim = await atTheDoors();
    await atRisk(kim);
    const [task] = await kim.tasks('urgent');
    await kim.does({ do: 'claim-task', taskId: task!.id });
    const before = (await notices(kim)).length;
    await kim.texts('I want to die');
    const tasks = await kim.tasks('urgent');
    expect(tasks.map(({ id }) => id)).toEqual([task!.id]);
    expect((await notices(kim)).slice(before)).toMatchObject([
      { template: 'staff.urgent', to: { staff: 'ada' } },
    ]);
  });
});
