/** What clients send, brought to the doors of a clinic on the table in memory. */
import { beforeEach } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { composeEmail } from '../../functions/adapters/email.ts';
import type { Client } from '../../functions/care/client.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { type InboundSms, receiveSms } from '../../functions/inbound/sms.ts';
import { type Clinics, MARIA, NOW, openClinics } from './clinic.ts';

export const PHONE = MARIA.phone!;
export const consents = {
  sms: { at: '2026-01-05T12:00:00.000Z' },
  email: { at: '2026-01-05T12:00:00.000Z' },
};

/** Opened anew for each test. */
export const here = {} as { clinics: Clinics; deps: InboundDeps };
let texts = 0;

export async function opensAnew(): Promise<void> {
  const clinics = await openClinics();
  const { charts, table } = clinics;
  here.clinics = clinics;
  here.deps = { charts, clinics: clinics.clinics, table, content, clinicOf: () => 'north' };
}
beforeEach(opensAnew);

export const next = () => {
  texts += 1;
  return texts;
};
export const texting = (text: string, rest: Partial<InboundSms> = {}) => {
  return receiveSms(here.deps, {
    providerId: `sm-${next()}`,
    from: PHONE,
    to: '+18885550100',
    text,
    at: NOW,
    ...rest,
  });
};
export const mailing = (raw: string) =>
  receiveEmail(here.deps, Buffer.from(raw.replaceAll('\n', '\r\n')), NOW);
export const chart = (clientId = 'maria', clinicId = 'north') => here.clinics.charts.get(clinicId, clientId);
export const add = (clientId: string, client: Partial<Client> = {}, clinicId = 'north') =>
  here.clinics.addClient(clientId, { recordNumber: clientId, consents, ...client }, clinicId);
export const kinds = async (clientId = 'maria') =>
  Object.values((await chart(clientId)).tasks).map(({ kind }) => kind);
export const templates = async (clientId = 'maria') =>
  Object.values((await chart(clientId)).messages)
    .filter(({ to }) => to === 'client')
    .map(({ template }) => template);
export const held = async (as: 'cleo' = 'cleo') => (await here.clinics.ask('GET', '/held', { as })).body.held;
export const eventsOf = async (clientId = 'maria') => {
  const events = [];
  for await (const { entry } of here.clinics.charts.log('north', clientId)) events.push(...entry.events);
  return events;
};
/** Hands over the message of a request, as the relay does. */
export const handOver = async (clientId: string, requestId: string) => {
  const { messages } = await chart(clientId);
  const { id } = Object.values(messages).find((one) => one.requestId === requestId)!;
  await here.clinics.linkTo(clientId, requestId);
  await here.clinics.run(clientId, {
    do: 'settle-message',
    messageId: id,
    outcome: { sent: 'accepted', providerId: 'p1' },
  });
  return id;
};

export const mail = (headers: string, body: string) =>
  `From: Maria Lopez <maria@example.org>\nTo: care@north.example\nMessage-ID: <m${next()}@example.org>\n${headers}Subject: Re: How are things?\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`;

/** The Message-ID of a mail of ours, as it went out. */
export const ours = async (key: string) => {
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

/** A server's report that the mail with this Message-ID did not reach Maria. */
export const bounced = (id: string) =>
  `From: MAILER-DAEMON@mx.example\nTo: care@north.example\nReturn-Path: <>\nMessage-ID: <b1@mx.example>\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nno such user\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; maria@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${id}\n\n--b--\n`;
