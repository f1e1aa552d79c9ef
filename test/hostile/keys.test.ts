/** Keys that turn or are gone, and logs that somebody has touched. */
import { Logger } from '@aws-lambda-powertools/logger';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createIdentity } from '../../functions/adapters/identity.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { createApi } from '../../functions/api/api.ts';
import { fold } from '../../functions/care/apply.ts';
import { instant, milliseconds } from '../../functions/care/time.ts';
import { CHART } from '../../functions/charts.ts';
import { digest, holdAgainst } from '../../functions/digest/digest.ts';
import type { Item, Table } from '../../functions/ports.ts';
import { hashOf, logSk, stateItem } from '../../functions/store.ts';
import { quietLogger } from '../../local/people/doors.ts';
import { eventOf, frequencies, NOW, openClinics, PEOPLE } from '../support/clinic.ts';
import { atTheDoors } from '../support/doors.ts';
import { openServed } from '../support/served.ts';

const form = (risk: number) => ({
  instrument: 'phq-9',
  answers: frequencies(1, 1, 1, 1, 1, 1, 1, 1, risk),
  complete: true,
});

describe('167 · keys', () => {
  const issuer = 'https://identity.example';
  async function signed(keys: Awaited<ReturnType<typeof generateKeyPair>>, kid: string) {
    return new SignJWT({ token_use: 'id', 'custom:clinic': 'north', 'cognito:groups': ['clinician'] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(issuer)
      .setAudience('a')
      .setSubject('cleo')
      .setIssuedAt(Date.parse(NOW) / 1000)
      .setExpirationTime(Date.parse(NOW) / 1000 + 3600)
      .sign(keys.privateKey);
  }

  it('that turn under way: old and new tokens are good side by side, until the old key is gone, which is no outage', async () => {
    const [old, fresh] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const jwk = async (keys: typeof old, kid: string): Promise<JWK> => ({
      ...(await exportJWK(keys.publicKey)),
      kid,
      alg: 'ES256',
    });
    let set = [await jwk(old, '1')];
    const keys: Parameters<typeof createIdentity>[0]['keys'] = (header, token) =>
      createLocalJWKSet({ keys: set })(header, token);
    const identity = createIdentity({ issuer, audience: 'a', keys, clock: () => NOW });
    const [before, after] = [await signed(old, '1'), await signed(fresh, '2')];
    const known = (token: string) =>
      identity.verify(token).then(
        ({ staffId }) => staffId,
        (error) => error.name,
      );
    expect([await known(before), await known(after)]).toEqual(['cleo', 'NotSignedIn']);
    set = [...set, await jwk(fresh, '2')];
    expect([await known(before), await known(after)]).toEqual(['cleo', 'cleo']);
    set = set.slice(1);
    expect([await known(before), await known(after)]).toEqual(['NotSignedIn', 'cleo']);
  });

  it('that are gone open nothing to a token that was good before, nor does another key by the same name', async () => {
    const [old, fresh] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const setOf = async (keys: typeof old, kid: string) =>
      createLocalJWKSet({ keys: [{ ...(await exportJWK(keys.publicKey)), kid, alg: 'ES256' }] });
    let [set, now] = [await setOf(old, '1'), NOW];
    const identity = createIdentity({
      ...{ issuer, audience: 'a', clock: () => now },
      keys: (header, token) => set(header, token),
    });
    const token = await signed(old, '1');
    const known = () =>
      identity.verify(token).then(
        ({ staffId }) => staffId,
        (error) => error.message,
      );
    const checked = vi.spyOn(crypto.subtle, 'verify');
    expect([await known(), await known(), await known()]).toEqual(['cleo', 'cleo', 'cleo']);
    expect(checked).toHaveBeenCalledTimes(1);
    checked.mockRestore();
    const held = set;
    for (const other of [await setOf(fresh, '2'), await setOf(fresh, '1')]) {
      set = other;
      expect(await known()).toBe('You are not signed in; sign in first.');
      set = held;
      expect(await known()).toBe('cleo');
    }
    now = instant(milliseconds(NOW) + 3_600_000);
    expect(await known()).toBe('Your sign-in has ended; sign in again.');
  });

  it('of the table that is disabled: everything is refused as an outage with whom to call, tells nothing, and is whole when it is back', async () => {
    const memory = createMemoryTable();
    let gone = false;
    const kms = async () => {
      const message = 'arn:aws:kms:us-east-1:1:key/9 is disabled (Maria Lopez)';
      throw Object.assign(new Error(message), { name: 'KMSDisabledException' });
    };
    const table: Table = {
      get: (key) => (gone ? kms() : memory.get(key)),
      query: (pk, range) => (gone ? kms() : memory.query(pk, range)),
      queryIndex: (index, pk, range) => (gone ? kms() : memory.queryIndex(index, pk, range)),
      write: (writes) => (gone ? kms() : memory.write(writes)),
    };
    const served = await openServed({ table });
    const one = await served.linked();
    gone = true;
    const answers = [
      await one.answer(form(2)),
      await one.open(),
      await served.send('GET', '/clients', { as: 'cleo' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 500, 500]);
    expect(answers[0]!.body.crisis.text).toMatch(/call/);
    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/kms|Maria|arn:/i);
    expect(JSON.stringify(served.clinics.log)).not.toMatch(/Maria/);
    expect(served.clinics.log.at(-1)).toMatchObject({ level: 'error', failures: 1 });
    gone = false;
    expect((await one.answer(form(2))).status).toBe(200);
    expect((await one.chart()).measures['phq-9']).toMatchObject({ count: 1 });
    expect(await served.clinics.charts.verify('north', one.clientId)).toBeUndefined();
    await served.close();
  });

  it('out of reach, as when a certificate has run out, are an outage and not a wrong sign-in', async () => {
    const away = async () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'CERT_HAS_EXPIRED' } });
    };
    const clinics = await openClinics();
    const identity = createIdentity({ issuer, audience: 'a', keys: away, clock: () => NOW });
    const api = createApi({
      ...clinics,
      identity,
      content,
      suggesting,
      logger: { ...quietLogger, error: () => {} },
    });
    const { statusCode } = await api(
      eventOf('GET', '/clients', {
        headers: { authorization: `Bearer ${await signed(await generateKeyPair('ES256'), '1')}` },
      }),
    );
    expect(statusCode).toBeGreaterThanOrEqual(500);
  });
});

describe('168 · what was written down', () => {
  async function lived() {
    const kim = await atTheDoors();
    await kim.treats();
    const archived: string[] = [];
    const archive = {
      put: async (_: string, text: string) => void archived.push(text),
      last: async () => archived.at(-1),
    };
    await digest({ table: kim.table, archive, clock: kim.clock }, 'riverside');
    const entry = async (seq: number): Promise<Item> =>
      (await kim.table.get({ pk: 'riverside#kim', sk: logSk(seq) }))!;
    const found = async () => [
      await kim.host.charts.verify('riverside', 'kim'),
      ...(await holdAgainst(kim.table, archived.at(-1)!)),
    ];
    const last = (await kim.chart()).version;
    return { kim, entry, found, last };
  }
  const put = (item: Item) => ({ put: item });
  type Lived = Awaited<ReturnType<typeof lived>>;
  const forged = (item: Item, changes: (body: string) => string): Item => {
    const body = changes(String(item.body));
    return { ...item, body, hash: hashOf(body) };
  };

  it.each<[string, (one: Lived) => Promise<unknown>]>([
    ['edited', async ({ kim, entry }) => kim.table.write([put({ ...(await entry(3)), body: '{}' })])],
    ['deleted', async ({ kim, entry }) => kim.table.write([{ delete: await entry(4) }])],
    [
      'inserted',
      async ({ kim, entry, last }) => kim.table.write([put({ ...(await entry(last)), sk: logSk(last + 1) })]),
    ],
    [
      'swapped',
      async ({ kim, entry }) => {
        const [three, four] = [await entry(3), await entry(4)];
        await kim.table.write([put({ ...three, sk: four.sk }), put({ ...four, sk: three.sk })]);
      },
    ],
    [
      'cut off at its end, with the chart made to agree',
      async ({ kim, last }) => {
        const log = [];
        for await (const logged of kim.host.charts.log('riverside', 'kim')) log.push(logged);
        const chart = fold('riverside', 'kim', log.slice(0, -1));
        await kim.table.write([
          { delete: { pk: 'riverside#kim', sk: logSk(last) } },
          put(stateItem(CHART, 'riverside#kim', chart)),
        ]);
      },
    ],
    [
      'forked: written anew from one entry on, each with a hash of its own',
      async ({ kim, entry, last }) => {
        let from = '';
        let to = '';
        for (let seq = 3; seq <= last; seq += 1) {
          const before = await entry(seq);
          const after = forged(before, (body) => {
            const renamed = seq === 3 ? body.replace(/"at":"2026/, '"at":"2025') : body;
            return from ? renamed.replace(from, to) : renamed;
          });
          [from, to] = [String(before.hash), String(after.hash)];
          await kim.table.write([put(after)]);
        }
      },
    ],
  ])('is seen when an entry is %s', async (_, touch) => {
    const one = await lived();
    expect((await one.found()).filter(Boolean)).toEqual([]);
    await touch(one);
    expect((await one.found()).filter(Boolean)).not.toEqual([]);
  });

  it('has one line for each request, whatever line breaks the request holds', async () => {
    const lines: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const logger = new Logger({ serviceName: 'attune-api', logLevel: 'INFO' });
    const clinics = await openClinics();
    const api = createApi({ ...clinics, content, suggesting, logger });
    const forgedLine = '\n{"level":"INFO","actor":"ada","message":"request"}';
    const encoded = encodeURIComponent(forgedLine);
    const token = await clinics.tokenFor({ staffId: 'cleo', clinicId: 'north', roles: PEOPLE.cleo.roles });
    const places = [
      `/clients/${encoded}`,
      `/clients/c-1/tasks/${encoded}`,
      `/${encoded}`,
      `/clients${forgedLine}`,
    ];
    const forger: Record<string, string> = {
      authorization: `Bearer ${token}`,
      'attune-reason': encoded,
      'idempotency-key': forgedLine,
    };
    for (const place of places)
      for (const headers of [{} as Record<string, string>, forger])
        await api(eventOf('GET', place, { headers, query: `name=${encoded}` }));
    vi.restoreAllMocks();
    expect(lines.length).toBe(places.length * 2);
    for (const line of lines) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).not.toHaveProperty('actor');
    }
  });
});
