/** What every request goes through, whatever it asks for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { createApi } from '../../functions/api/api.ts';
import { afterOf, cursorOf } from '../../functions/api/pages.ts';
import { TableBusy } from '../../functions/ports.ts';
import { type Clinics, eventOf, MARIA, openClinics } from '../support/clinic.ts';

const silent = { info() {}, warn() {}, error() {} };

let clinics: Clinics;
beforeAll(async () => {
  clinics = await openClinics();
  await clinics.addClient('c-1');
});
const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);

describe('every answer', () => {
  it('is stored nowhere, sniffed by nobody and framed by nothing, well or not', async () => {
    for (const [path, status] of [
      ['/health', 200],
      ['/clients', 401],
      ['/nothing', 404],
    ] as const) {
      const answer = await ask('GET', path);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-request-id': 'request-1',
      });
    }
  });

  it('that is a problem says which, and by which request it can be found', async () => {
    const { headers, body } = await ask('GET', '/clients/c-none', { as: 'cleo' });
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: 'urn:attune:problem:not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such client. Check the id.',
      requestId: 'request-1',
    });
  });

  it('that is a problem says so in the language of whoever asks', async () => {
    const headers = { 'accept-language': 'es-MX' };
    const { body } = await ask('GET', '/clients/c-none', { as: 'cleo', headers });
    expect(body).toMatchObject({
      title: 'No encontrado',
      detail: 'No existe ese paciente. Compruebe el identificador.',
    });
  });

  it('tells by which methods an address is to be used', async () => {
    const { status, headers } = await ask('HEAD', '/clients', { as: 'cleo' });
    expect([status, headers.allow]).toEqual([405, 'GET, POST']);
  });

  it.each(['/Clients', '/clients/', '//clients', '/clients/c-1/../c-1', '/clients/c-1%00', '/clients/a b'])(
    'knows no address %s',
    async (path) => {
      expect((await ask('GET', path, { as: 'cleo' })).status).toBe(404);
    },
  );
});

describe('a body', () => {
  const post = (body: string, headers = {}) =>
    ask('POST', '/clients/c-1/pause', { as: 'cleo', body, headers });

  it.each([
    ['no JSON', '{"why": ', 400],
    ['nothing', '', 400],
    ['not an object', '"why"', 422],
    ['a key __proto__', '{"why":"x","__proto__":{"roles":["admin"]}}', 400],
    ['a key that nobody knows', '{"why":"x","clinicId":"south"}', 422],
    ['a number for a text', '{"why":3}', 422],
    ['only blanks', '{"why":"   "}', 422],
    ['100,000 lists in each other', `{"why":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    ['50 lists in each other', `{"why":${'['.repeat(50)}${']'.repeat(50)}}`, 400],
    ['too much', JSON.stringify({ why: 'x'.repeat(256 * 1024) }), 413],
  ])('of %s changes nothing', async (_, body, status) => {
    const { head } = await clinics.charts.get('north', 'c-1');
    expect((await post(body)).status).toBe(status);
    expect((await clinics.charts.get('north', 'c-1')).head).toBe(head);
    expect(({} as { roles?: unknown }).roles).toBeUndefined();
  });

  it('is JSON that calls itself so, which no form of another site can send', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/json',
    ]) {
      expect((await post('{"why":"x"}', { 'content-type': type })).status).toBe(415);
    }
  });

  it('says which fields are wrong, and how to mend them', async () => {
    const { body } = await ask('POST', '/clients', {
      as: 'cleo',
      body: { ...MARIA, zone: 'Mars/Olympus', channel: 'fax' },
    });
    expect(body.faults).toEqual([
      {
        path: 'zone',
        fault: '“Mars/Olympus” cannot be used here',
        mend: 'use an IANA time zone such as America/New_York',
      },
      { path: 'channel', fault: '“fax” is not one of the choices', mend: 'use one of: “sms”, “email”' },
    ]);
  });

  it('may come as bytes, but not in another encoding than UTF-8', async () => {
    const send = async (bytes: Buffer) => {
      const token = await clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
      const answer = await clinics.api(
        eventOf('POST', '/clients/c-none/pause', {
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: bytes.toString('base64'),
          isBase64Encoded: true,
        }),
      );
      return answer.statusCode;
    };
    expect(await send(Buffer.from('{"why":"così"}', 'utf8'))).toBe(404);
    expect(await send(Buffer.from('{"why":"così"}', 'latin1'))).toBe(400);
    expect(await send(Buffer.from('\ufeff{"why":"x"}', 'utf16le'))).toBe(400);
  });
});

describe('a query', () => {
  it('with a parameter twice, or one that is not known, is refused', async () => {
    const { api, tokenFor } = clinics;
    const token = await tokenFor({ staffId: 'cleo', clinicId: 'north', roles: ['clinician'] });
    const headers = { authorization: `Bearer ${token}` };
    for (const query of ['limit=1&limit=2', 'clinicId=south', 'limit=0', 'limit=x', 'limit=1e9']) {
      expect((await api(eventOf('GET', '/clients', { query, headers }))).statusCode).toBe(422);
    }
  });
});

describe('a cursor', () => {
  const north = { clinicId: 'north', operationId: 'listClients' };
  const list = (after: string) => ask('GET', '/clients', { as: 'cleo', query: { after } });

  it('is good for the list that it was made for', async () => {
    expect(afterOf(north, cursorOf(north, 'c-1'))).toBe('c-1');
    expect((await list(cursorOf(north, 'c-0'))).body.clients).toHaveLength(1);
  });

  it('of another clinic or another list, cut short or made up, is refused', async () => {
    const good = cursorOf(north, 'c-1');
    for (const cursor of [
      cursorOf({ ...north, clinicId: 'south' }, 'c-1'),
      cursorOf({ ...north, operationId: 'listTasks/cleo' }, 'c-1'),
      good.slice(0, -3),
      Buffer.from(Buffer.from(good, 'base64url').toString().replace('c-1', 'c-9')).toString('base64url'),
      'bm9uc2Vuc2U',
      '{}',
      '',
    ]) {
      expect((await list(cursor)).status).toBe(422);
    }
  });

  it('that is forged leads nowhere but into one’s own clinic', async () => {
    await clinics.run('c-2', { do: 'create-client', client: MARIA }, 'south');
    const { body } = await list(cursorOf(north, 'south#c'));
    expect(JSON.stringify(body)).not.toContain('c-2');
  });
});

describe('when something fails', () => {
  /** The same clinics, on a table that can be made to fail. */
  async function onBadTable() {
    const inner = createMemoryTable();
    const table = { ...inner };
    const bad = await openClinics({ table });
    await bad.addClient('c-1');
    return { bad, table };
  }
  const pause = { as: 'cleo', body: { why: 'Maria is away with her sister' } } as const;

  it('unexpectedly, it is 500 to the caller, and one log event without a word of the client’s', async () => {
    const { bad, table } = await onBadTable();
    table.write = async () => {
      throw new TypeError('cannot write “Maria is away with her sister”', { cause: new Error('socket') });
    };
    bad.log.length = 0;
    const { status, body } = await bad.ask('POST', '/clients/c-1/pause', pause);
    expect(status).toBe(500);
    expect(body.detail).not.toMatch(/Maria|write/);
    expect(bad.log).toHaveLength(1);
    expect(bad.log[0]).toMatchObject({
      level: 'error',
      operationId: 'pauseClient',
      clinicId: 'north',
      staffId: 'cleo',
      clientId: 'c-1',
      requestId: 'request-1',
      status: 500,
      failures: 1,
      failure: { name: 'TypeError', cause: { name: 'Error' } },
    });
    expect(JSON.stringify(bad.log)).toMatch(/edge\.test\.ts/);
    expect(JSON.stringify(bad.log)).not.toMatch(/Maria|sister/);
  });

  it('because others were quicker each time, it is 503, and worth another try', async () => {
    const { bad, table } = await onBadTable();
    table.write = async () => {
      throw new TableBusy('TransactionConflict');
    };
    const { status, headers, body } = await bad.ask('POST', '/clients/c-1/pause', pause);
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    expect(body.type).toBe('urn:attune:problem:busy');
  });

  it('in checking who calls, it is no 401: nobody is told to sign in again', async () => {
    const { bad, table } = await onBadTable();
    const get = table.get;
    table.get = async (key) => {
      if (key.sk === 'CLINIC') throw new Error('out of reach');
      return get(key);
    };
    bad.clock.to('2026-03-02T15:01:00.000Z');
    expect((await bad.ask('GET', '/clients', { as: 'cleo' })).status).toBe(500);
  });

  it('in reading the keys of tokens, it is no 401 either', async () => {
    const identity = {
      verify: async () => {
        throw new Error('the keys are out of reach');
      },
    };
    const api = createApi({ ...clinics, identity, content, suggesting, logger: silent });
    const headers = { authorization: 'Bearer whoever' };
    expect((await api(eventOf('GET', '/clients', { headers }))).statusCode).toBe(500);
  });

  it('logs each request once, with who and what by id', async () => {
    clinics.log.length = 0;
    await ask('POST', '/clients/search', { as: 'cleo', body: { name: 'maria' } });
    await ask('GET', '/clients/Maria%20Lopez', { as: 'cleo' });
    expect(clinics.log).toEqual([
      {
        level: 'info',
        message: 'request',
        requestId: 'request-1',
        operationId: 'searchClients',
        method: 'POST',
        status: 200,
        clinicId: 'north',
        staffId: 'cleo',
      },
      expect.objectContaining({ level: 'warn', operationId: 'getClient', status: 404 }),
    ]);
    expect(JSON.stringify(clinics.log)).not.toMatch(/maria/i);
  });
});
