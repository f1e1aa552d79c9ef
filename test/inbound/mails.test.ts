/** What comes in by mail. The hostile cases have a folder of their own. */
import { describe, expect, it } from 'vitest';
import {
  add,
  chart,
  consents,
  eventsOf,
  handOver,
  held,
  here,
  kinds,
  mail,
  mailing,
  ours,
} from '../support/inbound.ts';
import { only } from '../support/paper.ts';

describe('a mail', () => {
  it('from a client goes to their clinician, without what it quotes', async () => {
    await add('maria');
    await mailing(mail('', 'Could we meet later?\n\n> On Monday Elm House wrote:\n> How are things?'));
    const { tasks } = await chart();
    expect(Object.values(tasks)[0]).toMatchObject({
      kind: 'words',
      findings: [{ what: expect.stringContaining('By email: “Could we meet later?') }],
    });
  });

  it('with crisis words is an urgent task and answered by mail', async () => {
    await add('maria');
    await mailing(mail('', 'I want to die'));
    expect(await kinds()).toEqual(['urgent']);
    const { messages } = await chart();
    const crisis = Object.values(messages).find(({ template }) => template === 'reply.crisis');
    expect(crisis!.answers).toMatchObject({ channel: 'email' });
  });

  it('that an autoresponder sent is kept, and no more', async () => {
    await add('maria');
    await mailing(mail('Auto-Submitted: auto-replied\n', 'I am away'));
    expect(only(await eventsOf(), 'words.received')).toMatchObject([{ kind: 'auto-reply' }]);
    expect(await kinds()).toEqual([]);
  });

  it('of our own that comes back goes nowhere', async () => {
    await add('maria');
    expect(await mailing(mail('X-Attune: 1\n', 'hello'))).toEqual({ ignored: 'our own mail' });
  });

  it('from nobody known is held, and so is what can’t be told from two', async () => {
    expect(await mailing(mail('', 'hello'))).toEqual({ held: 'unknown-sender' });
    await add('maria');
    await add('luz', { name: 'Luz Lopez' });
    expect(await mailing(mail('', 'hello again'))).toEqual({ held: 'shared-address' });
    expect((await held()).map(({ words }: { words: string }) => words)).toHaveLength(2);
  });

  it('from a mailbox that two share does for both what may not wait, and shows the words in no chart', async () => {
    const both = ['maria', 'luz'];
    const mails = async () => {
      const charts = await Promise.all(both.map((id) => chart(id)));
      return charts.map(({ client }) => client!.consents.email !== undefined);
    };
    await add('maria', { channel: 'email' });
    await add('luz', { name: 'Luz Lopez', channel: 'email' });
    await mailing(mail('', 'See what I wrote:\n> I want to die'));
    for (const id of both) expect(await kinds(id)).toEqual(['urgent']);
    expect(await mails()).toEqual([true, true]);
    await mailing(mail('', 'please stop emailing me'));
    expect(await mails()).toEqual([false, false]);
    for (const id of both) expect(JSON.stringify(await eventsOf(id))).not.toMatch(/want to die|emailing me/);
  });

  it('that unsubscribes a mailbox which two share ends the mails to both', async () => {
    await add('maria', { channel: 'email' });
    await add('luz', { name: 'Luz Lopez', channel: 'email' });
    await mailing(mail('', 'x').replace('Re: How are things?', 'unsubscribe'));
    for (const id of ['maria', 'luz'])
      expect((await chart(id)).client!.consents).toEqual({ sms: consents.sms });
  });

  it('from a mailbox of clients in two clinics is held in each, which hears of its own client alone', async () => {
    await add('maria');
    await add('sol', { name: 'Sol Lopez' }, 'south');
    expect(await mailing(mail('', 'hello'))).toEqual({ held: 'shared-address' });
    expect(await held()).toMatchObject([{ because: 'shared-address', clients: ['maria'] }]);
  });

  it('from nobody known, which names a client that there is not, is held where it was sent', async () => {
    const reply = `In-Reply-To: ${await ours('nowhere#nobody#message-1.1')}\n`;
    expect(await mailing(mail(reply, 'hello'))).toEqual({ held: 'unknown-sender' });
    expect(await held()).toHaveLength(1);
  });

  it('that answers ours is its client’s, of two who share the mailbox', async () => {
    await add('maria', { channel: 'email' });
    await add('luz', { name: 'Luz Lopez' });
    const { request } = await here.clinics.askClient('maria', 'intake');
    const id = await handOver('maria', request.id);
    const reply = `In-Reply-To: ${await ours(`north#maria#${id}`)}\n`;
    expect(await mailing(mail(reply, 'I will do it tonight'))).toEqual({
      received: { clinicId: 'north', clientId: 'maria' },
    });
    expect(only(await eventsOf(), 'words.received')).toMatchObject([{ requestId: request.id }]);
  });

  it('with another’s Message-ID in it does not reach that other’s chart', async () => {
    await add('luz', { name: 'Luz Lopez', email: 'luz@example.org', channel: 'email' });
    await add('maria');
    const { request } = await here.clinics.askClient('luz', 'intake');
    const id = await handOver('luz', request.id);
    const reply = `In-Reply-To: ${await ours(`north#luz#${id}`)}\n`;
    expect(await mailing(mail(reply, 'hello'))).toMatchObject({ received: { clientId: 'maria' } });
    expect(only(await eventsOf('luz'), 'words.received')).toEqual([]);
  });

  it('“unsubscribe” ends the mails', async () => {
    await add('maria', { channel: 'email' });
    await mailing(mail('', 'x').replace('Re: How are things?', 'unsubscribe'));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
  });
});
