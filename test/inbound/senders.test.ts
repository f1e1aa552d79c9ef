/** Who a mail is from, as far as anybody has checked. */
import { describe, expect, it } from 'vitest';
import type { Client } from '../../functions/care/client.ts';
import {
  add,
  bounced,
  chart,
  consents,
  handOver,
  held,
  here,
  kinds,
  mail,
  mailing,
  ours,
  templates,
} from '../support/inbound.ts';

describe('a mail that the receiving server doubts', () => {
  const REPLY =
    'From: maria@example.org\nTo: clinic@example.net\nMessage-ID: <m1@example.org>\nSubject: hello\n\nI feel worse.';
  const found = (verdicts: string) => `Authentication-Results: amazonses.com;\n ${verdicts}\n${REPLY}`;

  it.each([
    ['whose domain says it is forged', 'spf=pass; dkim=pass; dmarc=fail'],
    ['that nobody has signed or sent from a known place', 'spf=fail; dkim=none; dmarc=none'],
  ])('%s waits for a person, and changes no chart', async (_, verdicts) => {
    await add('maria');
    const before = (await chart()).version;
    expect(await mailing(found(verdicts))).toEqual({ held: 'forged-sender' });
    expect((await chart()).version).toBe(before);
    expect(await held()).toMatchObject([
      { because: 'forged-sender', words: expect.stringContaining('I feel worse.') },
    ]);
  });

  it.each([
    ['a verdict that all is well', found('spf=pass; dkim=pass; dmarc=pass')],
    ['a signature, where the domain has no policy', found('spf=softfail; dkim=pass; dmarc=none')],
    ['no verdict, as on one machine', REPLY],
    [
      'a bad verdict that the sender has written below the server’s own',
      `Authentication-Results: amazonses.com; dmarc=pass\nAuthentication-Results: amazonses.com; dmarc=fail\n${REPLY}`,
    ],
  ])('with %s reaches the chart', async (_, raw) => {
    await add('maria');
    expect(await mailing(raw)).toEqual({ received: { clinicId: 'north', clientId: 'maria' } });
  });

  it('with a good verdict that the sender has written below the server’s bad one waits as well', async () => {
    await add('maria');
    const raw = `Authentication-Results: amazonses.com; dmarc=fail\nAuthentication-Results: amazonses.com; dmarc=pass\n${REPLY}`;
    expect(await mailing(raw)).toEqual({ held: 'forged-sender' });
  });

  it('and that says of ours that it bounced takes no channel from the client', async () => {
    await add('maria', { channel: 'email' });
    const { request } = await here.clinics.askClient('maria', 'intake');
    const id = await ours(`north#maria#${await handOver('maria', request.id)}`);
    const doubted = `Authentication-Results: amazonses.com; dmarc=fail\n${bounced(id)}`;
    expect(await mailing(doubted)).toEqual({ held: 'forged-sender' });
    expect((await chart()).client!.consents).toEqual(consents);
  });

  it('with crisis words alarms for whoever’s address it is, and shows the words in no chart', async () => {
    await add('maria');
    await mailing(found('spf=none; dkim=none; dmarc=none').replace('I feel worse.', 'I want to die'));
    expect(await kinds()).toContain('urgent');
    expect(JSON.stringify((await chart()).tasks)).not.toContain('I want to die');
    expect(await held()).toMatchObject([{ because: 'forged-sender', alarming: true }]);
  });
});

describe('a mail whose sender nobody checks, as on one machine without a relay that does', () => {
  const NOBODY = 'nobody has checked that this mail is from the client';
  const unchecked = async (client: Partial<Client> = {}) => {
    await add('maria', client);
    here.deps = { ...here.deps, verifier: null };
  };
  const told = async () =>
    Object.values((await chart()).tasks).flatMap(({ findings }) => findings.map(({ what }) => what));

  it('is kept with the mark, in the task as in the timeline', async () => {
    await unchecked();
    await mailing(mail('', 'I feel worse.'));
    expect(await told()).toEqual([`By email: “I feel worse.” — ${NOBODY}`]);
    const { body } = await here.clinics.ask('GET', '/clients/maria/timeline', { as: 'cleo' });
    expect(body.lines.map(({ what }: { what: string }) => what)).toContain(
      'Somebody wrote by email from the client’s address, and nobody has checked who: “I feel worse.”',
    );
  });

  it.each([
    ['STOP', 'STOP'],
    ['please stop emailing me', 'please stop emailing me'],
  ])('and that says “%s” stops nothing: a person asks the client', async (_, words) => {
    await unchecked({ channel: 'email' });
    await mailing(mail('', words));
    expect((await chart()).client!.consents).toEqual(consents);
    expect(await told()).toEqual([
      `By email: “${words}” — ${NOBODY}: ask them whether the messages are to stop`,
    ]);
  });

  it('and that unsubscribes stops nothing either', async () => {
    await unchecked({ channel: 'email' });
    await mailing(mail('', 'x').replace('Re: How are things?', 'unsubscribe'));
    expect((await chart()).client!.consents).toEqual(consents);
    expect(await told()).toMatchObject([expect.stringContaining('ask them whether')]);
  });

  it('and that says START starts nothing', async () => {
    await add('maria', { channel: 'email' });
    await mailing(mail('', 'STOP'));
    here.deps = { ...here.deps, verifier: null };
    await mailing(mail('', 'START'));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
    expect(await told()).toContain(`By email: “START” — ${NOBODY}`);
  });

  it('and that despairs alarms, with the mark', async () => {
    await unchecked();
    await mailing(mail('', 'I want to die'));
    expect(await kinds()).toEqual(['urgent']);
    expect((await told())[0]).toMatch(`By email: “I want to die” — ${NOBODY}`);
    expect(await templates()).toEqual(['reply.crisis']);
  });

  it('and that answers a mail of ours is the client’s', async () => {
    await unchecked({ channel: 'email' });
    const { request } = await here.clinics.askClient('maria', 'intake');
    const id = await handOver('maria', request.id);
    await mailing(mail(`In-Reply-To: ${await ours(`north#maria#${id}`)}\n`, 'STOP'));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
  });

  it('and that says a mail of ours bounced waits for a person, unless it has that mail’s id', async () => {
    await unchecked({ channel: 'email' });
    const { request } = await here.clinics.askClient('maria', 'intake');
    const id = await ours(`north#maria#${await handOver('maria', request.id)}`);
    expect(await mailing(bounced('<another@mx.example>'))).toEqual({ held: 'forged-sender' });
    expect((await chart()).client!.consents).toEqual(consents);
    await mailing(bounced(id).replace('b1@', 'b2@'));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
  });

  it('from a mailbox that two share waits for a person, and stops nothing for either', async () => {
    await unchecked({ channel: 'email' });
    await add('luz', { name: 'Luz Lopez', channel: 'email' });
    expect(await mailing(mail('', 'STOP'))).toEqual({ held: 'shared-address' });
    for (const id of ['maria', 'luz'])
      expect([(await chart(id)).client!.consents, await kinds(id)]).toEqual([consents, []]);
  });
});

describe('a mail through a relay that checks senders, under a name that is given', () => {
  const relayed = (header: string) => {
    here.deps = { ...here.deps, verifier: 'mx.example.org' };
    return mailing(`${header}\n${mail('', 'STOP')}`);
  };

  it.each([
    [
      'is the client’s where the relay says so',
      'Authentication-Results: MX.example.org 1; dmarc=pass',
      false,
    ],
    ['is not where the name is another’s', 'Authentication-Results: mx.evil.example; dmarc=pass', true],
    [
      'is not where the name is that of a server it never came by',
      'Authentication-Results: amazonses.com; dmarc=pass',
      true,
    ],
  ])('%s', async (_, header, stays) => {
    await add('maria', { channel: 'email' });
    await relayed(header);
    expect((await chart()).client!.consents).toEqual(stays ? consents : { sms: consents.sms });
  });

  it('is held where the relay finds that it is forged', async () => {
    await add('maria', { channel: 'email' });
    const held = await relayed('Authentication-Results: mx.example.org; spf=fail; dkim=none; dmarc=fail');
    expect(held).toEqual({ held: 'forged-sender' });
  });
});
