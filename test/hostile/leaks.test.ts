/**
 * Weeks in a clinic in which everything is said and much goes wrong: then every log line, execution, text, mail, URL,
 * announcement and digest is searched for anybody's words, name, number, address or score.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { composeEmail } from '../../functions/adapters/email.ts';
import { createApi } from '../../functions/api/api.ts';
import { digest } from '../../functions/digest/digest.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { receiveSms } from '../../functions/inbound/sms.ts';
import { step } from '../../functions/step/step.ts';
import { clientsOf } from '../../local/commands/open.ts';
import { liveDemo } from '../../local/demo.ts';
import { castOf } from '../../local/people/cast.ts';
import { seededChance } from '../../local/people/chance.ts';
import { trustingIdentity } from '../../local/people/doors.ts';
import { eventOf, type LogLine } from '../support/clinic.ts';

const SEED = 'leaks';
const CLINIC = 'riverside';
const UNTIL = '2026-11-20T20:00:00.000Z';
const SAID = 'my brother Thaddeus wants to kill himself, call 415 555 0199';

/** All that a request's line in the log may hold. */
const FIELDS = 'level message requestId operationId method status clinicId staffId failures failure'.split(
  ' ',
);
const IDS = /^(client|task|message|held|pathway|instrument|rehearsal)Id$|^version$|^option$/;

type Place = { where: string; text: string };
let places: Place[];
let lines: LogLine[];
let needles: string[];

/** Every needle in every place: none is what is wanted. */
const leaksIn = (all: Place[]) =>
  all.flatMap(({ where, text }) => {
    const said = text.toLowerCase();
    return needles
      .filter((needle) => said.includes(needle.toLowerCase()))
      .map((needle) => `${where}: ${needle}`);
  });
/** A score is a number like others; it is told by the words that stand beside it. */
const SCORED = /\b(phq|gad|score|total|points?|severe|moderate|item 9)\b/i;

beforeAll(async () => {
  lines = [];
  const write = (level: string) => (message: unknown, fields: unknown) =>
    void lines.push({ level, message, ...(fields as object) });
  const logger = { info: write('info'), warn: write('warn'), error: write('error') } as never;
  const cast = castOf(5, SEED);
  const chance = seededChance(SEED);
  const { app, items } = await liveDemo({
    clinicId: CLINIC,
    until: UNTIL,
    weeks: 5,
    clients: 5,
    seed: SEED,
    chance,
    url: 'http://localhost:4180',
    logger,
  });
  needles = [
    'Thaddeus',
    '0199',
    ...cast.flatMap(({ givenName, familyName, dateOfBirth, phone, email, words }) => [
      `${givenName} ${familyName}`,
      dateOfBirth,
      phone.slice(-7),
      email,
      words.reason,
      ...words.goals,
      words.change,
    ]),
  ];
  const [first] = cast;
  const clients = await clientsOf(app, CLINIC);
  const { clientId } = clients[0]!;
  const whole = `${first!.givenName} ${first!.familyName}`;

  // What clients send, by every way, and what nobody can bind.
  const deps = { ...app, content, clinicOf: () => CLINIC };
  for (const from of [first!.phone, '+14155550199', ''])
    await receiveSms(deps, { providerId: `s-${from}`, from, to: '+18885550100', at: UNTIL, text: SAID });
  for (const from of [first!.email, 'Thaddeus@x.example', ''])
    await receiveEmail(deps, Buffer.from(`From: ${from}\r\nTo: c@x.example\r\n\r\n${SAID}`), UNTIL);

  // What staff send in the wrong place, what the server is asked for by name, and what breaks with words in its mouth.
  const words = `${SAID}\n    at Thaddeus (/home/Thaddeus:1:1)\n    at ${whole}'s house (0199)`;
  const broken = {
    ...app.table,
    get: async () => {
      throw Object.assign(new Error(words, { cause: new Error(words) }), { detail: words });
    },
  };
  const apis = [
    app.api,
    createApi({
      ...app,
      table: broken,
      charts: { ...app.charts, get: broken.get, run: broken.get } as never,
      identity: trustingIdentity,
      content,
      suggesting,
      logger,
    }),
  ];
  const headers = {
    authorization: `Bearer ${CLINIC}/maya-example`,
    'content-type': 'application/json',
    'attune-reason': encodeURIComponent(whole),
    'idempotency-key': whole.replace(' ', ''),
    'user-agent': whole,
  };
  for (const api of apis)
    for (const [method, path, body] of [
      ['GET', `/clients/${encodeURIComponent(whole)}`],
      ['GET', `/${encodeURIComponent(SAID)}`],
      ['GET', '/clients'],
      ['GET', '/tasks'],
      ['GET', `/clients/${clientId}/timeline`],
      ['POST', '/clients/search', { name: whole }],
      ['POST', '/clients', { name: whole, words: SAID }],
      ['POST', `/clients/${clientId}/pause`, { why: SAID, until: SAID }],
      ['PATCH', `/clients/${clientId}`, { changes: { phone: first!.phone, [SAID]: 1 }, why: whole }],
      ['PUT', `/clients/${clientId}/safety-plan`, { plan: SAID, why: SAID }],
      ['POST', '/link/open', { token: SAID }],
      ['POST', '/link/answers', { token: 'x', requestId: SAID, responses: [] }],
      ['POST', '/link/answers', `{"token":"${whole}`],
    ] as const)
      await api(
        eventOf(method, path, {
          headers,
          query: path === '/tasks' ? `inbox=${encodeURIComponent(whole)}` : '',
          body: typeof body === 'object' ? JSON.stringify(body) : body,
        }),
      );
  const failing = { charts: { ...app.charts, run: broken.get } as never };
  const asked = {
    ask: 'client',
    what: 'intake',
    clinicId: CLINIC,
    clientId,
    episodeId: 'e',
    cycle: 1,
    round: 1,
  };
  const failed = await step(failing, { ...asked, token: 't' }).catch((error: Error) => error as Error);
  await app.settle();

  const digests: string[] = [];
  const archive = { put: async (name: string, text: string) => void digests.push(name, text) };
  const digested = {
    table: app.table,
    clock: () => UNTIL,
    archive: { ...archive, last: async () => undefined },
  };
  expect((await digest(digested, CLINIC)).logs).toBeGreaterThan(5);

  const kept = await items();
  const executions = kept.filter(({ pk, body }) => /^(EXECUTION|EXEC|TOKEN|RUN)/.test(String(pk)) && body);
  expect(executions.length).toBeGreaterThan(10);
  const sent = await app.outbox.read(CLINIC);
  expect([
    sent.length > 50,
    sent.some(({ mail }) => mail),
    sent.some(({ channel }) => channel === 'sms'),
  ]).toEqual([true, true, true]);
  const mails = await Promise.all(
    sent
      .filter(({ channel }) => channel === 'email')
      .map(async (one) => {
        const raw = Buffer.from(await composeEmail(one, { address: 'care@x.example' })).toString();
        return { where: 'mail', text: raw.replace(/^To: .*$/im, '') };
      }),
  );
  places = [
    ...lines.map((line) => ({ where: 'log', text: JSON.stringify(line) })),
    ...executions.map(({ body }) => ({ where: 'execution', text: String(body) })),
    ...sent.map(({ text, subject = '' }) => ({ where: 'message', text: `${subject} ${text}` })),
    ...mails,
    ...app.events.read().map((event) => ({ where: 'announcement', text: JSON.stringify(event) })),
    { where: 'execution', text: `${failed} ${(failed as Error).stack}` },
    ...digests.map((text) => ({ where: 'digest', text })),
  ];
}, 120_000);

describe('after weeks in which everything is said and much goes wrong', () => {
  it('no log line, execution, message, mail, announcement or digest holds words, a name, a number or an address', () => {
    expect(new Set(places.map(({ where }) => where))).toEqual(
      new Set(['log', 'execution', 'message', 'mail', 'announcement', 'digest']),
    );
    expect(leaksIn(places)).toEqual([]);
  });

  it('none of them tells a score', () => {
    const scored = places.filter(({ text }) => SCORED.test(text));
    expect(scored.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  });

  it('a line of the log has the fields that are known, and no others', () => {
    expect(lines.length).toBeGreaterThan(150);
    expect(lines.some(({ level }) => level === 'error')).toBe(true);
    const others = lines
      .flatMap((line) => Object.keys(line))
      .filter((name) => !FIELDS.includes(name) && !IDS.test(name));
    expect([...new Set(others)]).toEqual([]);
  });

  it('no message has a URL but our own and those of crisis lines, with nothing of anybody in it', () => {
    const urls = places.flatMap(({ text }) => text.match(/https?:\/\/[^\s"<>\\]+/g) ?? []);
    expect(urls.length).toBeGreaterThan(20);
    for (const url of urls) expect(leaksIn([{ where: 'url', text: decodeURIComponent(url) }])).toEqual([]);
  });

  it.each(['log', 'execution', 'message', 'mail', 'announcement', 'digest'])(
    'a leak in %s would be found',
    (where) => {
      for (const needle of needles)
        expect(leaksIn([...places, { where, text: `{"a":"… ${needle} …"}` }])).toContain(
          `${where}: ${needle}`,
        );
    },
  );
});
