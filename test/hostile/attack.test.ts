/** What an attack by hand on the running server found, each as the smallest request that did it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { crisisIn, flagsOf } from '../../functions/care/messages/keywords.ts';
import { readEmail } from '../../functions/inbound/email.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { messageIdFor } from '../../functions/mail-ids.ts';
import { hereAlone, startServer } from '../../local/server.ts';
import { MARIA } from '../support/clinic.ts';
import { atTheDoors } from '../support/doors.ts';
import { choice, questionnaire } from '../support/questionnaires.ts';
import { openServed, type Served } from '../support/served.ts';

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

const NEARLY_EVERY_DAY = 'LA6571-9';
/** Milliseconds of processor, whatever else the machine does. */
async function costOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const many = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i.toString(36)}`, 1]));

describe('a form with answers that nobody asked for', () => {
  it('is heard for its risk answer, whatever the others are called', async () => {
    for (const name of ['', ' ', '\u0000']) {
      const one = await served.linked();
      const form = { instrument: 'phq-9', answers: { 9: NEARLY_EVERY_DAY, [name]: 1 }, complete: true };
      const { status, body } = await one.answer(form);
      expect([name, status]).toEqual([name, 200]);
      expect(body.crisis.text).toBeTypeOf('string');
      expect(Object.values((await one.chart()).tasks)).toMatchObject([{ priority: 'urgent' }]);
    }
  });

  it('costs next to nothing to turn away, by a link that is none as well', async () => {
    const form = { instrument: 'phq-9', answers: many(20_000), complete: true };
    const body = { token: 'x', requestId: 'request-1.1', responses: [form] };
    const cost = await costOf(async () => {
      expect((await served.send('POST', '/link/answers', { body })).status).toBe(410);
    });
    const plain = await costOf(() =>
      served.send('POST', '/link/answers', {
        body: { ...body, responses: [{ ...form, instrument: 'none' }] },
      }),
    );
    expect(cost / plain).toBeLessThan(6);
  });
});

describe('a key that came with another request before', () => {
  const key = { 'idempotency-key': 'one-key' };
  const send = (path: string, body: object) => served.send('POST', path, { as: 'cleo', body, headers: key });

  it('is refused where the second says something else, and never told to have been done', async () => {
    const ana = { ...MARIA, name: 'Ana Example', recordNumber: 'K-1' };
    const first = await send('/clients', ana);
    expect(first.status).toBe(201);
    expect(await send('/clients', ana)).toMatchObject({ status: 201, body: first.body });
    const other = await send('/clients', { ...ana, name: 'Ben Example', recordNumber: 'K-2' });
    expect([other.status, other.body.detail]).toEqual([422, expect.stringContaining('another request')]);

    const { clientId } = await served.linked();
    const pause = (why: string) => send(`/clients/${clientId}/pause`, { why });
    expect((await pause('a holiday')).status).toBe(200);
    expect((await pause('a holiday')).status).toBe(200);
    const { version } = await served.clinics.charts.get('north', clientId);
    expect((await pause('in hospital')).status).toBe(422);
    expect((await served.clinics.charts.get('north', clientId)).version).toBe(version);
  });
});

describe('a page’s cursor that is made by hand, with its sum', () => {
  const sum = (after: string) => createHash('sha256').update(after).digest('base64url').slice(0, 8);
  const forged = (list: string, after: string) =>
    Buffer.from(JSON.stringify(['north', list, after, sum(after)])).toString('base64url');
  const inner = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
  const AFTERS = [
    'x',
    '\u0000',
    '\ud800',
    '-1',
    '1.5',
    '[]',
    '~'.repeat(1100),
    inner(['a']),
    inner(['', 'b', 'c']),
    inner(['\ud800', 'b', 'c']),
    inner(['a'.repeat(1100), 'b', 'c']),
    inner(['0#', 'south#s-asked', 'TASK#task-1.1']),
  ];

  it('leads into no other list, and is no failure', async () => {
    const { clientId } = await served.linked();
    const lists: [path: string, list: string, as: 'cleo' | 'ada'][] = [
      ['/clients?', 'listClients', 'cleo'],
      ['/caseload?', 'listCaseload', 'cleo'],
      ['/held?', 'listHeld', 'cleo'],
      ['/tasks?inbox=mine&', 'listTasks/owner/cleo', 'cleo'],
      ['/tasks?inbox=team&team=care&', 'listTasks/team/care', 'cleo'],
      [`/clients/${clientId}/timeline?`, `getTimeline/${clientId}`, 'cleo'],
      [`/clients/${clientId}/access?`, `listClientAccess/north#${clientId}`, 'cleo'],
      ['/access?day=2026-03-02&', 'listAccess/north#ACCESS#2026-03-02', 'ada'],
    ];
    const refused = new Set<string>();
    for (const [path, list, as] of lists)
      for (const after of AFTERS) {
        const { status, body } = await served.send('GET', `${path}after=${forged(list, after)}`, { as });
        expect([200, 422], `${list} after ${JSON.stringify(after)}`).toContain(status);
        expect(JSON.stringify(body)).not.toContain('south');
        if (status === 422) refused.add(list);
      }
    expect([...refused]).toEqual(lists.map(([, list]) => list));
  });
});

describe('a body that is wrong in thousands of places', () => {
  it('is told of the first two hundred, and that there are more', async () => {
    const broken = questionnaire([choice('a')]);
    const bodies: [path: string, as: 'ada' | 'cleo', body: object][] = [
      ['/instruments/import', 'ada', { questionnaire: { ...broken, item: Array(30_000).fill(0) } }],
      ['/clients', 'cleo', { ...MARIA, ...many(5_000) }],
      ['/link/open', 'cleo', { token: 'x', ...many(5_000) }],
    ];
    for (const [path, as, body] of bodies) {
      const { status, body: said } = await served.send('POST', path, { as, body });
      expect([path, status, said.faults.length]).toEqual([path, 422, 201]);
      expect(said.faults.at(-1).fault).toBe('there is more wrong than this');
    }
    const pathway = { id: 'wrong', offTrack: { playbook: Array(20_000).fill(0) }, ...many(10_000) };
    await served.send('PUT', '/pathways/wrong/draft', { as: 'ada', body: pathway });
    const { body } = await served.send('POST', '/pathways/wrong/check', { as: 'ada' });
    expect(body.faults.length).toBeLessThan(202);
  });

  it('so is a client list, in a reply that a Lambda may give', async () => {
    const header = 'name,dob,phone,email,zone,language,country,channel,record number,consent date';
    const body = `${header}\n${`${Array(10).fill('x').join()}\n`.repeat(1000)}`;
    const { status, body: said } = await served.send('POST', '/clients/import', {
      as: 'cleo',
      body,
      headers: { 'content-type': 'text/csv' },
      query: { preview: 'true' },
    });
    expect([status, said.added, said.faults.length]).toEqual([200, [], 2000]);
    expect(said.notes.at(-1)).toMatch(/^\d+ more faults are not listed/);
  });
});

describe('JSON that is said to be in another encoding', () => {
  it('is refused, and so is what is no UTF-8, before a letter is lost', async () => {
    const send = (body: string | Uint8Array, type: string) =>
      served.send('POST', '/link/open', { body, headers: { 'content-type': type } });
    const latin = Buffer.from('{"token":"\u00e9"}', 'latin1');
    expect((await send(latin, 'application/json')).status).toBe(400);
    expect((await send('{"token":"x"}', 'application/json; charset=iso-8859-1')).status).toBe(400);
    expect((await send('{"token":"x"}', 'application/json; charset="UTF-8"')).status).toBe(410);
  });
});

describe('a report of a mail that nobody has sent', () => {
  it('is of none where it goes by a name that every object has', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    const { head } = await kim.chart();
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const id = messageIdFor(`riverside#kim#${name}`, 'riverside.example');
      const parts = [
        'Content-Type: text/plain\n\nno',
        REPORT,
        `Content-Type: message/rfc822\n\nMessage-ID: ${id}`,
      ];
      const mail = `${BOUNCE}\n\n${parts.map((part) => `--b\n${part}\n\n`).join('')}--b--\n`;
      const outcome = await receiveEmail(kim.deps(), Buffer.from(mail.replaceAll('\n', '\r\n')), kim.clock());
      expect(outcome).toEqual({ ignored: 'This message is not known, or was sent long ago.' });
    }
    expect((await kim.chart()).head).toBe(head);
    expect(Object.keys(Object)).toEqual([]);
  });
});

const BOUNCE = `From: mailer-daemon@x.example
To: care@riverside.example
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b`;
const REPORT = `Content-Type: message/delivery-status

Reporting-MTA: dns; x

Final-Recipient: rfc822; kim@example.org
Action: failed
Status: 5.1.1`;

describe('a mail that is made to keep the parser busy', () => {
  it('by two hundred thousand empty lines is read as far as anybody writes', async () => {
    const head = 'From: kim@example.org\r\nMessage-ID: <a@b>\r\n\r\nI want to die';
    const cost = await costOf(async () => {
      const mail = await readEmail(Buffer.from(`${head}${'\r\n'.repeat(190_000)}x`));
      expect([mail.words, mail.cut]).toEqual(['I want to die', true]);
    });
    expect(cost).toBeLessThan(1500);
  });

  it('by letters that unfold into eighteen is unfolded once', async () => {
    const words = '\ufdfa '.repeat(10_000);
    flagsOf(words, content.lexicon);
    const once = await costOf(() => crisisIn(words, content.lexicon));
    const cost = await costOf(() => flagsOf(words, content.lexicon));
    expect(cost / once).toBeLessThan(2.7);
  });

  it('by a text from a number of five thousand digits leads to nobody', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    expect(await kim.texts('hello', { from: `+1415555${'0'.repeat(5000)}` })).toEqual({
      held: 'unknown-sender',
    });
    expect((await kim.held())[0]!.from.length).toBeLessThan(20);
  });
});

describe('a day that no calendar has', () => {
  it('is in no appointment and in no rota', async () => {
    const { clientId } = await served.linked();
    const url = 'https://meet.example/r';
    for (const day of ['2026-11-31', '2026-02-29', '2026-02-30']) {
      const [start, end] = [`${day}T10:00`, `${day}T11:00`];
      const path = `/clients/${clientId}/calendar-file`;
      const made = await served.send('POST', path, { as: 'cleo', body: { start, end, url } });
      expect([day, made.status, made.body.faults?.length]).toEqual([day, 422, 2]);
      const shifts = [{ team: 'care', staff: 'cleo', from: start, to: end }];
      const body = { rota: { zone: 'America/New_York', shifts } };
      expect((await served.send('PATCH', '/clinic', { as: 'ada', body })).status).toBe(422);
    }
  });
});

describe('the outbox of one machine, which needs no sign-in', () => {
  it('is shown to the machine alone: to no page that made its own name lead here, and through no proxy', async () => {
    const routes = hereAlone({ 'GET /outbox': async () => ({ statusCode: 200, body: 'all that was said' }) });
    const server = await startServer({ port: 0, api: served.clinics.api, routes });
    const { request } = await import('node:http');
    const asked = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const options = { port: server.port, host: '127.0.0.1', path: '/outbox', headers };
        request(options, (answer) => resolve(answer.resume().statusCode!))
          .on('error', reject)
          .end();
      });
    const host = (name: string, more = {}) => asked({ host: `${name}:${server.port}`, ...more });
    for (const own of ['localhost', '127.0.0.1', '[::1]']) expect([own, await host(own)]).toEqual([own, 200]);
    for (const name of ['rebound.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.7'])
      expect([name, await host(name)]).toEqual([name, 403]);
    expect(await host('localhost', { 'x-forwarded-for': '203.0.113.9' })).toBe(403);
    await server.close();
  });
});
