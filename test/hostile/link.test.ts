/** What happens to a link between the clinic and the client, by HTTP: scanners, spouses, guesses, second tries. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createApi } from '../../functions/api/api.ts';
import { createCharts } from '../../functions/charts.ts';
import { pageRoutes } from '../../local/pages.ts';
import { startServer } from '../../local/server.ts';
import { type Answered, type Clinics, frequencies, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
let server: Awaited<ReturnType<typeof startServer>>;
let url: string;
let made = 0;

beforeAll(async () => {
  clinics = await openClinics();
  server = await startServer({ port: 0, api: clinics.api, routes: await pageRoutes() });
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

type Reply = Pick<Answered, 'status' | 'body'>;
async function post(path: string, body: unknown, to = url): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(to + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: reply.status, body: await reply.json() };
}
const open = (token: string) => post('/link/open', { token });
const eight = { ...frequencies(1, 1, 1, 1, 1, 1, 1, 1, 0) };
const answering = (ninth: 0 | 1 | 2 | 3 = 0, complete = true) => ({
  instrument: 'phq-9',
  answers: { ...eight, ...{ 9: frequencies(0, 0, 0, 0, 0, 0, 0, 0, ninth)['9'] } },
  complete,
});
const CALM = { instrument: 'gad-7', answers: frequencies(0, 0, 0, 0, 0, 0, 0), complete: true };
const send = (token: string, requestId: string, responses: unknown[] = [answering(), CALM]) =>
  post('/link/answers', { token, requestId, responses });

/** A client who has just been sent a link to PHQ-9 and GAD-7. */
async function linked(id?: string) {
  made += 1;
  const clientId = id ?? `c-${made}`;
  const link = await clinics.linkFor(clientId, 'reassessment');
  const chart = () => clinics.charts.get('north', clientId);
  async function responses() {
    const found = [];
    for await (const { entry } of clinics.charts.log('north', clientId))
      found.push(...entry.events.filter((event) => event.type === 'response.received'));
    return found;
  }
  return { clientId, chart, responses, ...link };
}
const said = ({ status, body: { requestId: _, ...rest } }: Reply): Answered['body'] => ({ status, ...rest });
/** What everybody is told whose link opens nothing, for whatever reason. */
const closed = async () => said(await open('a-token-never-made-22b'));

describe('who looks before the client does', () => {
  it.each([
    ['55 · a scanner that follows the link by GET changes nothing, and learns nothing', 'GET'],
    ['56 · nor does one that asks by HEAD', 'HEAD'],
  ])('%s', async (_, method) => {
    const one = await linked();
    const { head } = await one.chart();
    const seen: string[] = [];
    for (const path of ['/c', `/c?${one.token}`, `/c?utm_source=mail#${one.token}`]) {
      const page = await fetch(url + path, {
        method,
        headers: { 'user-agent': 'SafeLinks', purpose: 'prefetch' },
      });
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
      seen.push(await page.text());
    }
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).not.toMatch(/maria|lopez|phq|north/i);
    for (const path of ['/link/open', `/link/open?token=${one.token}`, '/link/answers'])
      expect((await fetch(url + path, { method })).status).toBe(405);
    expect((await one.chart()).head).toBe(head);
    expect((await open(one.token)).status).toBe(200);
  });
});

describe('what is sent twice', () => {
  it('58 · a double click sends the same twice at once, which counts once, and both are thanked', async () => {
    const one = await linked();
    const replies = await Promise.all([1, 2, 3].map(() => send(one.token, one.requestId)));
    expect(replies.map(said)).toEqual(replies.map(() => said(replies[0]!)));
    expect(replies[0]).toMatchObject({ status: 200, body: { done: true } });
    expect((await one.responses()).filter(({ complete }) => complete)).toHaveLength(2);
  });

  it('69 · after they have submitted, the link takes and shows nothing; what is changed comes late, to be seen by a person', async () => {
    const one = await linked();
    await send(one.token, one.requestId);
    expect(said(await open(one.token))).toEqual(await closed());
    expect(said(await send(one.token, one.requestId)).status).toBe(200);
    const { crisis, ...changed } = said(await send(one.token, one.requestId, [answering(3)]));
    expect(changed).toEqual(await closed());
    expect(crisis.text).toMatch(/988/);
    expect((await one.responses()).at(-1)).toMatchObject({ late: true });
    const { measures, tasks } = await one.chart();
    expect(measures['phq-9']!.last.value).toBe(8);
    expect(Object.values(tasks).map(({ kind }) => kind)).toContain('urgent');
  });
});

describe('a token that is not quite what was sent', () => {
  it('62 · cut short by a phone, it opens nothing', async () => {
    const { token } = await linked();
    for (const cut of [token.slice(0, -1), token.slice(0, 11), token.slice(1)])
      expect(said(await open(cut))).toEqual(await closed());
  });

  it('63 · with the full stop or bracket that came behind it, it opens', async () => {
    const { token } = await linked();
    for (const tail of ['.', '>', ').', '"', '%3E', ' ', '\u200b'])
      expect([tail, (await open(token + tail)).status]).toEqual([tail, 200]);
  });

  it('64 · in other capitals it opens nothing', async () => {
    const { token } = await linked();
    const flipped = token.replace(/[a-z]/gi, (at) => (at < 'a' ? at.toLowerCase() : at.toUpperCase()));
    for (const other of [flipped, token.toLowerCase(), token.toUpperCase()])
      expect(said(await open(other))).toEqual(await closed());
  });
});

describe('a token for something else', () => {
  const reachesNothing = async (mine: { token: string }, theirs: Awaited<ReturnType<typeof linked>>) => {
    const { head } = await theirs.chart();
    expect(said(await send(mine.token, theirs.requestId))).toEqual(await closed());
    expect((await theirs.chart()).head).toBe(head);
  };

  it('65 · another client’s token does not answer this one’s request', async () => {
    // Their request ids are told apart by the entry that made them.
    const [one, other] = [await linked(), await linked()];
    await clinics.run(other.clientId, { do: 'pause', why: 'holiday' });
    await clinics.run(other.clientId, { do: 'resume', why: 'back' });
    const { request } = await clinics.askClient(other.clientId, 'intake');
    const { head } = await one.chart();
    await reachesNothing(one, { ...other, requestId: request.id });
    expect((await one.chart()).head).toBe(head);
  });

  it('66 · nor does one of another clinic, though client and request have the same ids there', async () => {
    const one = await linked('c-shared-id');
    await clinics.addClient('c-shared-id', { recordNumber: 'south' }, 'south');
    const { request } = await clinics.askClient('c-shared-id', 'reassessment', 'south');
    const token = await clinics.linkTo('c-shared-id', request.id, 'south');
    expect(request.id).toBe(one.requestId);
    const { head } = await one.chart();
    expect((await send(token, one.requestId, [answering(2)])).status).toBe(200);
    expect((await one.chart()).head).toBe(head);
    const south = await clinics.charts.get('south', 'c-shared-id');
    expect(Object.values(south.tasks).map(({ kind }) => kind)).toContain('urgent');
  });

  it('68 · one that was revoked opens nothing, but what they answer in danger is still heard', async () => {
    const one = await linked();
    await clinics.run(one.clientId, { do: 'discharge', why: 'moved away' });
    expect(said(await open(one.token))).toEqual(await closed());
    const { crisis, ...answer } = said(await send(one.token, one.requestId, [answering(1)]));
    expect([answer, crisis.emergency]).toEqual([await closed(), '911']);
    expect(Object.values((await one.chart()).tasks).map(({ kind }) => kind)).toEqual(['urgent']);
  });

  it('70 · ten thousand guesses open nothing, change nothing and cost the client nothing', async () => {
    const one = await linked();
    const { head } = await one.chart();
    const guess = (n: number) => `${one.token.slice(0, 17)}${String(n).padStart(5, '0')}`;
    const statuses = new Set<number>();
    for (let n = 0; n < 10_000; n += 100) {
      const batch = Array.from({ length: 100 }, (_, at) =>
        clinics.ask('POST', '/link/open', { body: { token: guess(n + at) } }),
      );
      for (const { status } of await Promise.all(batch)) statuses.add(status);
    }
    expect([...statuses]).toEqual([410]);
    expect((await one.chart()).head).toBe(head);
    expect((await open(one.token)).status).toBe(200);
    // 128 bits: all of them, a million a second, since the universe began, would not be a millionth of the way.
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(16);
  });

  it('71 · forwarded to a spouse, a link says nothing of what was answered, who is asked, or how they are', async () => {
    const one = await linked();
    const before = await open(one.token);
    await send(one.token, one.requestId, [answering(3, false)]);
    const after = await open(one.token);
    const [form] = after.body.requests[0].forms;
    expect(form.answered).toHaveLength(9);
    form.answered = [];
    const { minutes: _, ...forms } = after.body.requests[0];
    expect([after.body.crisis, forms]).toMatchObject([before.body.crisis, { requestId: one.requestId }]);
    expect(after.body).toEqual(before.body);
    expect(JSON.stringify(after.body)).not.toMatch(/maria|lopez|1990|0134|score|severe/i);
  });
});

describe('what is too much, or changed meanwhile', () => {
  it('80 · a form whose instrument changed while it was open asks again what no longer fits, and keeps the rest', async () => {
    const one = await linked();
    const { 9: ninth, ...first } = answering(0).answers as Record<string, string>;
    await send(one.token, one.requestId, [{ ...answering(), answers: first, complete: false }]);
    // The clinic's next version has other answers to item 2.
    const instruments = structuredClone(content.instruments);
    const phq9 = instruments['phq-9']!;
    phq9.questionnaire.version = '99.0.0';
    const changed = JSON.parse(JSON.stringify(phq9), (key, value) =>
      key === 'item' && Array.isArray(value)
        ? value.map((item) => (item.linkId === '2' ? renamed(item) : item))
        : value,
    );
    const newer = { ...content, instruments: { ...instruments, 'phq-9': changed } };
    const { table, clock, identity, chance } = clinics;
    const charts = createCharts({ table, clock, clinics: clinics.clinics, content: newer });
    const logger = { info() {}, warn() {}, error() {} } as never;
    const api = createApi({
      charts,
      clinics: clinics.clinics,
      table,
      identity,
      content: newer,
      suggesting,
      clock,
      chance,
      logger,
    });
    const next = await startServer({ port: 0, api });
    const to = `http://127.0.0.1:${next.port}`;
    const shown = await post('/link/open', { token: one.token }, to);
    expect(shown.body.requests[0].forms[0].answered).toEqual(['1', '3', '4', '5', '6', '7', '8']);
    const body = { token: one.token, requestId: one.requestId };
    const old = [{ ...answering(), answers: { ...first, 9: ninth } }];
    const refused = await post('/link/answers', { ...body, responses: old }, to);
    expect(refused.body.missing).toEqual([{ instrument: 'phq-9', linkIds: ['2'] }]);
    const fits = [{ instrument: 'phq-9', answers: { 2: 'NEW-1' }, complete: true }, CALM];
    expect((await post('/link/answers', { ...body, responses: fits }, to)).body.done).toBe(true);
    expect((await one.chart()).measures['phq-9']!.last.value).toBe(8);
    expect((await one.responses()).at(-2)).toMatchObject({ instrumentVersion: '99.0.0', complete: true });
    await next.close();
  });

  it('81 · a body of ten megabytes is turned away before it is read, and nothing changes', async () => {
    const one = await linked();
    const { head } = await one.chart();
    const status = await new Promise<number>((resolve, reject) => {
      const sending = request(
        `${url}/link/answers`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': 10 * 1024 * 1024 },
        },
        (answer) => {
          resolve(answer.statusCode!);
          answer.resume();
        },
      );
      sending.on('error', reject);
      sending.write('x'.repeat(64 * 1024));
    });
    expect(status).toBe(413);
    const long = await send(one.token, one.requestId, [
      { ...CALM, answers: { 1: 'x'.repeat(10 * 1024 * 1024) } },
    ]).catch(() => ({ status: 413 }));
    expect(long.status).toBe(413);
    expect((await one.chart()).head).toBe(head);
    expect((await open(one.token)).status).toBe(200);
  });

  // Last: it takes the clock ten days on.
  it('67 · a link is open at its last second, and closed a second later, though no scan has come by', async () => {
    const one = await linked();
    const [expiry] = Object.values((await one.chart()).timers).filter(({ kind }) => kind === 'expiry');
    const second = (by: number) => new Date(Date.parse(expiry!.at) + by * 1000).toISOString();
    clinics.clock.to(second(-1));
    expect((await open(one.token)).status).toBe(200);
    clinics.clock.to(second(1));
    expect(said(await open(one.token))).toEqual(await closed());
    expect(said(await send(one.token, one.requestId))).toEqual(await closed());
    expect((await one.responses()).map(({ late }) => late)).toEqual([true, true]);
  });
});

/** Item 2 with other codes, in the same order and of the same weight. */
function renamed(item: Answered['body']) {
  return {
    ...item,
    answerOption: item.answerOption.map((option: object & Answered['body'], n: number) => ({
      ...option,
      valueCoding: { ...option.valueCoding, code: `NEW-${n}` },
    })),
  };
}
