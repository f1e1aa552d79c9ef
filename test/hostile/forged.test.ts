/** What says that it comes from a provider, and does not. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageRoutes } from '../../local/pages.ts';
import { startServer } from '../../local/server.ts';
import { asked, brings, fromSns, TOPIC, texted } from '../support/amazon.ts';
import type { AtTheDoors } from '../support/doors.ts';
import { apiOf } from '../web/visit.ts';

/** Every place of the server that takes anything, and some where a provider might be told to send. */
const PLACES = [
  '/',
  '/sns',
  '/inbound',
  '/webhook',
  '/link/open',
  '/link/answers',
  '/outbox/reply',
  '/clients',
];

describe('what says that it comes from Amazon, by a way that is open to anybody', () => {
  let kim: AtTheDoors;
  let server: Awaited<ReturnType<typeof startServer>>;
  let attacker: Server;
  /** What the attacker's host was asked for: a certificate, a confirmation. */
  const fetched: string[] = [];
  let host: string;
  beforeAll(async () => {
    ({ kim } = await asked());
    server = await startServer({ port: 0, api: apiOf(kim), routes: await pageRoutes() });
    attacker = createServer(({ url = '' }, response) => {
      fetched.push(url);
      response.end('-----BEGIN CERTIFICATE-----');
    });
    await once(attacker.listen(0, '127.0.0.1'), 'listening');
    host = `127.0.0.1:${(attacker.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    attacker.close();
    await server.close();
  });

  async function changesNothing(body: string, contentType = 'text/plain; charset=UTF-8'): Promise<void> {
    const { head } = await kim.chart();
    const texts = (await kim.sent()).length;
    for (const path of PLACES) {
      const headers = { 'content-type': contentType, 'x-amz-sns-message-type': 'Notification' };
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers, body });
      expect([path, answer.ok]).toEqual([path, false]);
    }
    await kim.host.settle();
    expect([(await kim.chart()).head, (await kim.sent()).length, fetched]).toEqual([head, texts, []]);
    expect(await kim.held()).toEqual([]);
  }
  const SIGNED = {
    Signature: 'RVhBTVBMRQ==',
    SigningCertURL: 'https://sns.us-east-1.amazonaws.com/cert.pem',
  };
  const FOREIGN = 'arn:aws:sns:us-east-1:999999999999:texts';

  it.each([
    ['116 · with a bad signature', () => SIGNED],
    ['117 · signed by version 1, SHA-1', () => ({ ...SIGNED, SignatureVersion: '1' })],
    [
      '118 · with a certificate on an attacker’s host',
      () => ({ ...SIGNED, SigningCertURL: `https://${host}/cert.pem` }),
    ],
    [
      '119 · with one on a host that only begins like Amazon’s',
      () => ({ ...SIGNED, SigningCertURL: 'https://sns.us-east-1.amazonaws.com.evil.com/cert.pem' }),
    ],
    [
      '120 · with a certificate that came without TLS',
      () => ({ ...SIGNED, SigningCertURL: `http://${host}/cert.pem` }),
    ],
  ])('%s it stops no texts and reaches no chart: there is no such door', async (_, rest) => {
    const body = fromSns(texted('STOP', 'sm-forged'), rest());
    await changesNothing(body);
    // Nor by the queue, where it is of a topic that is not ours.
    const foreign = fromSns(texted('STOP', 'sm-forged'), { ...rest(), TopicArn: FOREIGN });
    await expect(brings(kim, foreign)).rejects.toThrow('no topic of ours');
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
  });

  it('121 · a subscription to another’s topic is confirmed by nobody', async () => {
    const wants = {
      Type: 'SubscriptionConfirmation',
      TopicArn: FOREIGN,
      Token: 'token',
      SubscribeURL: `http://${host}/?Action=ConfirmSubscription`,
    };
    await changesNothing(fromSns({}, { ...SIGNED, ...wants }));
    for (const TopicArn of [FOREIGN, TOPIC])
      await expect(brings(kim, fromSns({}, { ...SIGNED, ...wants, TopicArn }))).rejects.toThrow();
    expect(fetched).toEqual([]);
  });

  it('125 · with another content type than it has, it is no request of ours; what is no JSON waits for a person', async () => {
    const body = fromSns(texted('STOP', 'sm-forged'), SIGNED);
    for (const type of ['text/plain', 'application/json', 'application/xml', 'multipart/form-data', ''])
      await changesNothing(body, type);
    for (const odd of ['', '<Notification/>', 'STOP', '[]', 'null'])
      await expect(brings(kim, odd)).rejects.toThrow();
  });
});
