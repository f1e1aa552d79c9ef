/** Phones that are shared, changed, borrowed or no phones at all, and what they send that no person wrote. */
import { describe, expect, it } from 'vitest';
import { resolveDelivery } from '../../functions/inbound/delivery.ts';
import { MARIA, openClinics } from '../support/clinic.ts';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only } from '../support/paper.ts';
import { kim as KIM } from '../support/people.ts';

const STRANGER = '+12125550177';
const SHORT = {
  'assessment.battery': [{ instrument: 'phq-9' }],
  burden: { messagesPerDay: 10, messagesPerWeek: 30 },
};

/** Kim has been asked the first question of PHQ-9, in the thread. */
async function inThread(): Promise<AtTheDoors> {
  const kim = await atTheDoors({ changes: SHORT, client: { answersBy: 'text' } });
  await kim.enrols();
  await kim.answers('intake');
  return kim;
}
/** Kim has been sent the link of the intake. */
async function asked(client = {}): Promise<{ kim: AtTheDoors; key: string }> {
  const kim = await atTheDoors({ client });
  await kim.enrols();
  return { kim, key: (await kim.sent()).at(-1)!.key };
}
const lastText = async (kim: AtTheDoors) => (await kim.arrived()).at(-1)!;

describe('whose phone it is', () => {
  it('43 · of two clients with one phone, whoever alone was asked is answering; otherwise a person says who', async () => {
    const kim = await inThread();
    await kim.joinedBy('luz');
    // Luz has a link, and nothing was asked of her in the thread.
    expect(await kim.texts('1')).toMatchObject({ received: { clientId: 'kim' } });
    await kim.joinedBy('sam', { answersBy: 'text' });
    await kim.answers('intake', {}, 'sam');
    await kim.passes('2026-01-05T15:10:00.000Z');
    const before = [await kim.chart('kim'), await kim.chart('luz'), await kim.chart('sam')];
    expect(await kim.texts('2')).toEqual({ held: 'shared-address' });
    expect([await kim.chart('kim'), await kim.chart('luz'), await kim.chart('sam')]).toEqual(before);
    expect(await kim.held()).toMatchObject([{ words: '2', clients: ['kim', 'luz', 'sam'] }]);
    // STOP is said of the number: it is for all, and confirmed once.
    const texts = (await kim.arrived()).length;
    await kim.texts('STOP');
    for (const id of ['kim', 'luz', 'sam']) expect(await kim.mayBeWrittenTo(id)).toEqual(['email']);
    expect((await kim.arrived()).slice(texts).map(({ template }) => template)).toEqual(['reply.stopped']);
  });

  it('44 · a text from a number that nobody has waits for a person, and is answered by nothing', async () => {
    const kim = await inThread();
    const before = await kim.chart();
    expect(await kim.texts('it is Kim, from my sister’s phone', { from: STRANGER })).toEqual({
      held: 'unknown-sender',
    });
    expect(await kim.held()).toMatchObject([{ from: STRANGER, because: 'unknown-sender' }]);
    expect([await kim.chart(), await kim.arrived(STRANGER)]).toEqual([before, []]);
  });

  it('45 · a number that is a stranger’s now gets one last text, and nothing of the client’s ever after', async () => {
    const kim = await inThread();
    await kim.texts('wrong number');
    expect((await lastText(kim)).template).toBe('reply.wrong-number');
    expect((await lastText(kim)).text).not.toMatch(/kim|rivera/i);
    const before = (await kim.arrived()).length;
    expect(await kim.openTasks()).toEqual(['no-channel']);
    // Nor do the stranger's words reach the client's chart.
    expect(await kim.texts('who is this')).toEqual({ held: 'unknown-sender' });
    await kim.passes('2026-02-03T16:00:00.000Z');
    expect((await kim.arrived()).length).toBe(before);
    expect(await kim.mayBeWrittenTo()).toEqual(['email']);
  });

  it('46 · a number ported to another carrier mid-plan goes on in its thread; what fails there for a while changes nothing', async () => {
    const kim = await inThread();
    await kim.texts('1');
    await kim.reports((await lastText(kim)).key, 'failed', { code: 'TEXT_UNREACHABLE', address: KIM.phone });
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
    await kim.texts('2');
    expect(Object.keys((await kim.requests('packet'))[0]!.forms[0]!.partial!)).toEqual(['1', '2']);
  });

  it('47 · a landline is written to once: the request goes by mail, and a person is told', async () => {
    for (const code of ['TEXT_INVALID', 'LANDLINE', '30006']) {
      const { kim, key } = await asked();
      await kim.reports(key, 'failed', { code, address: KIM.phone });
      expect(await kim.mayBeWrittenTo()).toEqual(['email']);
      expect(await kim.openTasks()).toEqual(['no-channel']);
      expect((await kim.arrived(KIM.email)).map(({ template }) => template)).toEqual(['request.intake']);
      expect(await kim.arrived()).toHaveLength(1);
    }
  });

  it('48 · a premium number (+1 900), a landline and a short code are refused at the desk; a foreign mobile is taken', async () => {
    const clinics = await openClinics();
    const add = (phone: string) =>
      clinics.ask('POST', '/clients', {
        as: 'cleo',
        body: { ...MARIA, recordNumber: phone.slice(1), phone },
      });
    for (const phone of ['+19005550134', '+18005550134', '+442079460958', '+449098790000', '+1911']) {
      const { status, body } = await add(phone);
      expect([phone, status]).toEqual([phone, 422]);
      expect(body.faults).toMatchObject([{ path: 'phone' }]);
    }
    for (const phone of ['+12125550134', '+447400123456', '+525512345678'])
      expect([phone, (await add(phone)).status]).toEqual([phone, 201]);
    const change = { changes: { phone: '+19005550134' }, why: 'she gave it' };
    const { body: listed } = await clinics.ask('GET', '/clients', { as: 'cleo' });
    const path = `/clients/${listed.clients[0].clientId}`;
    expect((await clinics.ask('PATCH', path, { as: 'cleo', body: change })).status).toBe(422);
  });

  it('49 · a number with spaces, as “tel:”, without its plus or with “;ext=” is the same number', async () => {
    const kim = await inThread();
    for (const from of ['+1 415 555 0134', 'tel:+14155550134', '+1(415)555-0134;ext=7', '14155550134'])
      expect(await kim.texts('hello there', { from })).toMatchObject({ received: { clientId: 'kim' } });
  });
});

describe('what no person typed', () => {
  it('50 · a photo is not kept, and the client is told so; the words with it are', async () => {
    const kim = await inThread();
    await kim.texts('', { media: true });
    expect((await lastText(kim)).template).toBe('reply.no-text');
    await kim.texts('my week, in a picture', { media: true });
    expect(only(await kim.events(), 'words.received')).toMatchObject([
      { media: true, words: '' },
      { media: true, words: 'my week, in a picture' },
    ]);
  });

  it('51 · a tapback (“Liked ‘How are you’”) is no answer, and is answered by nothing', async () => {
    const kim = await inThread();
    const before = (await kim.arrived()).length;
    const question = (await lastText(kim)).text;
    for (const words of ['Liked “How are you”', `Loved “${question}”`, '👍 to “2 = more than half the days”'])
      await kim.texts(words);
    expect((await kim.arrived()).length).toBe(before);
    expect((await kim.requests('packet'))[0]!.forms[0]!.partial).toBeUndefined();
    expect(await kim.openTasks()).toEqual([]);
  });

  it('52 · a phone that answers by itself (“I’m driving”) begins no loop, and one with words of its own ends soon', async () => {
    const kim = await inThread();
    const before = (await kim.arrived()).length;
    for (let n = 0; n < 20; n += 1) await kim.texts("I'm driving right now, will reply later");
    expect((await kim.arrived()).length).toBe(before);
    // A machine that no list knows answers each of ours.
    let answers = 0;
    for (let seen = before - 1; seen < (await kim.arrived()).length && answers < 50; answers += 1) {
      seen = (await kim.arrived()).length;
      await kim.texts('The subscriber is busy with a customer');
      if ((await kim.arrived()).length === seen) break;
    }
    expect(answers).toBeLessThan(6);
    expect(await kim.openTasks()).toEqual(['words']);
  });
});

describe('what the carrier tells', () => {
  it('53 · a block by the carrier (30007) turns to mail, at once and for good, and tells a person', async () => {
    for (const code of ['30007', 'TEXT_CARRIER_BLOCKED']) {
      const { kim, key } = await asked();
      await kim.reports(key, 'failed', { code, address: KIM.phone });
      await kim.passes('2026-01-20T16:00:00.000Z');
      expect(await kim.arrived()).toHaveLength(1);
      expect((await kim.chart()).client).toMatchObject({ channel: 'email' });
      expect((await kim.arrived(KIM.email)).map(({ template }) => template)).toContain('request.intake');
      expect(await kim.openTasks()).toContain('no-channel');
    }
  });

  it('54 · a receipt that comes before the send’s own answer settles the send, which is not repeated', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const keys: string[] = [];
    const kim = await atTheDoors({
      sender: () => ({
        async send({ key }) {
          keys.push(key);
          await answer;
          return { sent: 'accepted', providerId: 'p7' };
        },
      }),
    });
    const enrolling = kim.enrols();
    while (keys.length === 0) await new Promise(setImmediate);
    const [key = ''] = keys;
    await resolveDelivery(kim.deps(), {
      eventId: 'e-early',
      key,
      outcome: 'delivered',
      providerId: 'p7',
      at: kim.clock(),
    });
    resolve();
    await enrolling;
    await kim.passes('2026-01-06T16:00:00.000Z');
    const [, , messageId = ''] = key.split('#');
    expect((await kim.chart()).sent[messageId]).toMatchObject({ state: 'delivered' });
    expect(keys).toEqual([key]);
  });
});
