/** What comes in by text and mail, by the doors, on the table in memory. The hostile cases have a folder of their own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { composeEmail } from '../../functions/adapters/email.ts';
import type { Client } from '../../functions/care/client.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { NO_CLINIC, readHeld, settleHeld } from '../../functions/held.ts';
import { resolveDelivery } from '../../functions/inbound/delivery.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { type InboundSms, receiveSms } from '../../functions/inbound/sms.ts';
import { type Clinics, MARIA, NOW, openClinics } from '../support/clinic.ts';
import { only } from '../support/paper.ts';

const PHONE = MARIA.phone!;
const consents = {
  sms: { at: '2026-01-05T12:00:00.000Z' },
  email: { at: '2026-01-05T12:00:00.000Z' },
};

let clinics: Clinics;
let deps: InboundDeps;
let texts = 0;

beforeEach(async () => {
  clinics = await openClinics();
  const { charts, table } = clinics;
  deps = { charts, clinics: clinics.clinics, table, content, clinicOf: () => 'north' };
});

const next = () => {
  texts += 1;
  return texts;
};
const texting = (text: string, rest: Partial<InboundSms> = {}) => {
  return receiveSms(deps, {
    providerId: `sm-${next()}`,
    from: PHONE,
    to: '+18885550100',
    text,
    at: NOW,
    ...rest,
  });
};
const mailing = (raw: string) => receiveEmail(deps, Buffer.from(raw.replaceAll('\n', '\r\n')), NOW);
const chart = (clientId = 'maria', clinicId = 'north') => clinics.charts.get(clinicId, clientId);
const add = (clientId: string, client: Partial<Client> = {}, clinicId = 'north') =>
  clinics.addClient(clientId, { recordNumber: clientId, consents, ...client }, clinicId);
const kinds = async (clientId = 'maria') =>
  Object.values((await chart(clientId)).tasks).map(({ kind }) => kind);
const templates = async (clientId = 'maria') =>
  Object.values((await chart(clientId)).messages)
    .filter(({ to }) => to === 'client')
    .map(({ template }) => template);
const held = async (as: 'cleo' = 'cleo') => (await clinics.ask('GET', '/held', { as })).body.held;
const eventsOf = async (clientId = 'maria') => {
  const events = [];
  for await (const { entry } of clinics.charts.log('north', clientId)) events.push(...entry.events);
  return events;
};
/** Hands over the message of a request, as the relay does. */
const handOver = async (clientId: string, requestId: string) => {
  const { messages } = await chart(clientId);
  const { id } = Object.values(messages).find((one) => one.requestId === requestId)!;
  await clinics.linkTo(clientId, requestId);
  await clinics.run(clientId, {
    do: 'settle-message',
    messageId: id,
    outcome: { sent: 'accepted', providerId: 'p1' },
  });
  return id;
};

describe('a text from a client’s number', () => {
  it('reaches their chart, once, however often the provider brings it', async () => {
    await add('maria');
    expect(await texting('Is Thursday still on?', { providerId: 'sm-x' })).toEqual({
      received: { clinicId: 'north', clientId: 'maria' },
    });
    const { version } = await chart();
    expect(await texting('Is Thursday still on?', { providerId: 'sm-x' })).toEqual({
      repeat: { clinicId: 'north', clientId: 'maria' },
    });
    expect((await chart()).version).toBe(version);
    expect(await kinds()).toEqual(['words']);
  });

  it('and its repeat at the same time are one', async () => {
    await add('maria');
    await Promise.all([1, 2, 3].map(() => texting('hello', { providerId: 'sm-y' })));
    expect(only(await eventsOf(), 'words.received')).toHaveLength(1);
  });

  it('of a client who was never in care has somebody to be told as well', async () => {
    await clinics.run('maria', { do: 'create-client', client: { ...MARIA, consents } });
    await texting('I want to die');
    expect(await kinds()).toEqual(['urgent']);
    expect(await templates()).toEqual(['reply.crisis']);
  });

  it('follows the client to a new number, and no longer comes from the old one', async () => {
    await add('maria');
    await clinics.run('maria', {
      do: 'change-client',
      changes: { phone: '+12125550199' },
      why: 'a new phone',
    });
    expect(await texting('hello')).toEqual({ held: 'unknown-sender' });
    expect(await texting('hello', { from: '+12125550199' })).toMatchObject({ received: {} });
    expect(await clinics.charts.verify('north', 'maria')).toBeUndefined();
  });
});

describe('a number that leads to nobody, or to several', () => {
  it('unknown, and no clinic certain: is held for the operator', async () => {
    deps = { ...deps, clinicOf: () => undefined };
    await texting('hello', { from: '+12125550177' });
    expect((await clinics.table.query(NO_CLINIC)).items).toHaveLength(1);
    expect(await held()).toEqual([]);
  });

  it('of two clients who were both asked is held', async () => {
    for (const id of ['maria', 'luz']) {
      await add(id, { name: `${id} Lopez`, answersBy: 'text' });
      const { request } = await clinics.askClient(id, 'packet');
      await handOver(id, request.id);
    }
    expect(await texting('1')).toEqual({ held: 'shared-address' });
  });

  it('of clients in two clinics is held in each, which hears of its own client alone', async () => {
    await add('maria');
    await add('sol', { name: 'Sol Lopez' }, 'south');
    expect(await texting('hello')).toEqual({ held: 'shared-address' });
    expect(await held()).toMatchObject([{ because: 'shared-address', clients: ['maria'] }]);
  });

  it('STOP is for everybody on the number, in every clinic, with one confirmation', async () => {
    await add('maria');
    await add('luz', { name: 'Luz Lopez' });
    await add('sol', { name: 'Sol Lopez' }, 'south');
    await texting('STOP');
    for (const [id, clinicId] of [
      ['maria', 'north'],
      ['luz', 'north'],
      ['sol', 'south'],
    ] as const)
      expect((await chart(id, clinicId)).client!.consents).toEqual({ email: consents.email });
    const confirmed = [await templates('maria'), await templates('luz')];
    const south = Object.values((await chart('sol', 'south')).messages).map(({ template }) => template);
    expect([...confirmed, south].flat().filter((one) => one === 'reply.stopped')).toHaveLength(1);
  });

  it('STOP is for everybody on the number, though one alone was asked', async () => {
    await add('maria', { answersBy: 'text' });
    await add('luz', { name: 'Luz Lopez' });
    const { request } = await clinics.askClient('maria', 'packet');
    await handOver('maria', request.id);
    await texting('STOP');
    for (const id of ['maria', 'luz'])
      expect((await chart(id)).client!.consents).toEqual({ email: consents.email });
  });

  it('crisis words from a shared phone alarm for each, and show the words in no chart', async () => {
    await add('maria');
    await add('luz', { name: 'Luz Lopez' });
    await texting('I want to die');
    for (const id of ['maria', 'luz']) expect(await kinds(id)).toEqual(['urgent']);
    for (const id of ['maria', 'luz']) expect(JSON.stringify(await eventsOf(id))).not.toContain('I want');
    const crisis = [...(await templates('maria')), ...(await templates('luz'))];
    expect(crisis).toEqual(['reply.crisis']);
    expect(await held()).toMatchObject([{ alarming: true, words: 'I want to die' }]);
  });
});

describe('held words', () => {
  it('are bound by a person to the client who wrote them, once, and nothing is sent', async () => {
    await add('maria');
    await texting('it is Maria, from my sister’s phone', { from: '+12125550177' });
    const [{ id }] = await held();
    const bind = { as: 'cleo', body: { clientId: 'maria' } } as const;
    expect((await clinics.ask('POST', `/held/${id}/bind`, bind)).status).toBe(200);
    expect(only(await eventsOf(), 'words.received')).toMatchObject([
      { words: 'it is Maria, from my sister’s phone' },
    ]);
    expect([await kinds(), await templates()]).toEqual([['words'], []]);
    expect(await held()).toEqual([]);
    expect((await clinics.ask('POST', `/held/${id}/bind`, bind)).status).toBe(404);
  });

  it('are settled by one of two who see to them at once', async () => {
    await texting('hello', { from: '+12125550177' });
    const [{ id }] = await held();
    const seen = (await readHeld(clinics.table, 'north', id))!;
    const settles = (by: string) =>
      settleHeld(clinics.table, 'north', seen, { by, at: NOW, reason: 'a wrong number' });
    expect([await settles('cleo'), await settles('dan')]).toEqual([true, false]);
  });

  it('are dismissed with a reason, and a repeat of theirs does not come back', async () => {
    const spam = { from: '+12125550177', providerId: 'sm-spam' };
    await texting('win a prize', spam);
    const [{ id }] = await held();
    const dismissed = await clinics.ask('POST', `/held/${id}/dismiss`, {
      as: 'cleo',
      body: { reason: 'spam' },
    });
    expect(dismissed.status).toBe(200);
    await texting('win a prize', spam);
    expect(await held()).toEqual([]);
  });
});

const mail = (headers: string, body: string) =>
  `From: Maria Lopez <maria@example.org>\nTo: care@north.example\nMessage-ID: <m${next()}@example.org>\n${headers}Subject: Re: How are things?\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`;

/** The Message-ID of a mail of ours, as it went out. */
const ours = async (key: string) => {
  const raw = await composeEmail(
    {
      key,
      clinicId: 'north',
      channel: 'email',
      to: 'maria@example.org',
      subject: 'How are things?',
      text: 'Hello',
      mail: { name: 'North', language: 'en', at: NOW },
    },
    { address: 'care@north.example' },
  );
  return /^Message-ID: (.+)$/im.exec(Buffer.from(raw).toString())![1]!.trim();
};

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
    const { request } = await clinics.askClient('maria', 'intake');
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
    const { request } = await clinics.askClient('luz', 'intake');
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

/** A server's report that the mail with this Message-ID did not reach Maria. */
const bounced = (id: string) =>
  `From: MAILER-DAEMON@mx.example\nTo: care@north.example\nReturn-Path: <>\nMessage-ID: <b1@mx.example>\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nno such user\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; maria@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${id}\n\n--b--\n`;

describe('what providers tell', () => {
  const event = (key: string, rest: object) => ({
    eventId: `e-${next()}`,
    key,
    outcome: 'failed' as const,
    at: NOW,
    ...rest,
  });
  const sending = async (client: Partial<Client> = {}) => {
    await add('maria', client);
    const { request } = await clinics.askClient('maria', 'intake');
    return `north#maria#${await handOver('maria', request.id)}`;
  };

  it('127. a hard bounce and then a delivery, or the other way round, end alike', async () => {
    for (const order of [
      ['failed', 'delivered'],
      ['delivered', 'failed'],
    ] as const) {
      clinics = await openClinics();
      deps = { ...deps, charts: clinics.charts, clinics: clinics.clinics, table: clinics.table };
      const key = await sending({ channel: 'email' });
      for (const outcome of order)
        await resolveDelivery(deps, event(key, { outcome, permanent: outcome === 'failed' }));
      const { sent, client } = await chart();
      expect(Object.values(sent)[0]!.state).toBe('failed');
      expect(client!.consents).toEqual({ sms: consents.sms });
    }
  });

  it('128. a complaint ends the mails, and tells a person', async () => {
    const key = await sending({ channel: 'email' });
    await resolveDelivery(deps, event(key, { outcome: 'complaint', address: 'maria@example.org' }));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
    expect(await kinds()).toEqual(['no-channel']);
  });

  it('122, 133. the same events again change nothing', async () => {
    const key = await sending();
    const events = [
      event(key, { outcome: 'delivered' }),
      event(key, { code: 'TEXT_INVALID', address: PHONE }),
    ];
    for (const one of events) await resolveDelivery(deps, one);
    const { head } = await chart();
    for (const one of events.toReversed()) await resolveDelivery(deps, one);
    for (const one of events) await resolveDelivery(deps, { ...one, eventId: `${one.eventId}-again` });
    expect((await chart()).head).toBe(head);
  });

  it('a carrier’s own opt-out is STOP, for everybody on the number', async () => {
    const key = await sending();
    await add('luz', { name: 'Luz Lopez' });
    await resolveDelivery(deps, event(key, { code: '21610', address: PHONE }));
    for (const id of ['maria', 'luz'])
      expect((await chart(id)).client!.consents).toEqual({ email: consents.email });
  });

  it('a bounce in the mailbox, with our mail’s id, ends the mails where it is permanent', async () => {
    const key = await sending({ channel: 'email' });
    const id = await ours(key);
    await mailing(bounced(id));
    expect((await chart()).client!.consents).toEqual({ sms: consents.sms });
    expect(await kinds()).toEqual(['no-channel']);
  });

  it('with no key of ours is about nothing here', async () => {
    for (const key of ['what', 'nowhere#nobody#message-1.1'])
      expect(await resolveDelivery(deps, event(key, {}))).toEqual({ ignored: 'no key of ours' });
  });
});

it('what comes in leaves the log and its items agreeing', async () => {
  await add('maria', { answersBy: 'text' });
  const { request } = await clinics.askClient('maria', 'packet');
  await handOver('maria', request.id);
  for (const words of ['0', 'hm', '3', 'STOP', 'START', 'I want to die', 'wrong number'])
    expect(isRefusal((await texting(words)) as object)).toBe(false);
  expect(await clinics.charts.verify('north', 'maria')).toBeUndefined();
});

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
    const { request } = await clinics.askClient('maria', 'intake');
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
