/** What became of each message, and the word of a person on those of which nobody knew. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clinics, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
let messageId: string;
beforeEach(async () => {
  clinics = await openClinics();
  await clinics.addClient('maria');
  const { request } = await clinics.askClient('maria', 'intake');
  const { messages } = await clinics.charts.get('north', 'maria');
  messageId = Object.values(messages).find((one) => one.requestId === request.id)!.id;
  await clinics.linkTo('maria', request.id);
});
const settles = (outcome: object) =>
  clinics.run('maria', { do: 'settle-message', messageId, outcome } as never, 'north', 'attune-relay');
const list = async () =>
  (await clinics.ask('GET', '/clients/maria/messages', { as: 'cleo' })).body.messages as {
    id: string;
    state: string;
  }[];
const resolve = (body: object, as: 'cleo' | 'olga' = 'cleo', id = messageId) =>
  clinics.ask('POST', `/clients/maria/messages/${id}/resolve`, { as, body });
const unknown = { sent: 'unknown', reason: 'nobody said' };

describe('the messages of a client', () => {
  it('are listed with what became of each', async () => {
    expect(await list()).toMatchObject([{ state: 'being-handed-over', to: 'client', channel: 'sms' }]);
    await settles(unknown);
    expect(await list()).toMatchObject([{ id: messageId, state: 'unknown', template: 'request.intake' }]);
  });
});

describe('a message of which nobody knows whether it arrived', () => {
  it.each(['delivered', 'failed'])(
    'is %s where a person says so, with the reason in the log',
    async (outcome) => {
      await settles(unknown);
      const { status, body } = await resolve({ outcome, why: 'Maria told me on the phone' });
      expect([status, body.message]).toMatchObject([200, { state: outcome }]);
      expect(await list()).toMatchObject([{ state: outcome }]);
      const { body: timeline } = await clinics.ask('GET', '/clients/maria/timeline', { as: 'cleo' });
      expect(timeline.lines[0].why).toBe('Cleo Example: Maria told me on the phone');
    },
  );

  it('is settled once: what is known stands', async () => {
    await settles({ sent: 'accepted', providerId: 'p1' });
    expect((await resolve({ outcome: 'failed', why: 'I think so' })).status).toBe(409);
    expect(await list()).toMatchObject([{ state: 'handed-off' }]);
  });

  it('is nobody’s where there is none, and no operator’s', async () => {
    await settles(unknown);
    expect((await resolve({ outcome: 'failed', why: 'so' }, 'cleo', 'message-9.9')).status).toBe(404);
    expect((await resolve({ outcome: 'failed', why: 'so' }, 'olga')).status).toBe(403);
    expect((await resolve({ outcome: 'maybe', why: 'so' })).status).toBe(422);
  });
});
