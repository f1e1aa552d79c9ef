import { randomBytes, scryptSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, NotSignedIn } from '../../functions/adapters/identity.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Actor } from '../../functions/ports.ts';
import { type HashCost, type LocalIdentitySettings, openLocalIdentity } from '../../local/identity.ts';

const NOON = '2026-03-08T12:00:00.000Z';
const seconds = (at: string) => Date.parse(at) / 1000;
const rosa: Actor = { staffId: 'rosa', clinicId: 'riverside', roles: ['admin', 'clinician'] };

describe('a token of Cognito', () => {
  const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example';
  const claims = {
    sub: 'rosa',
    token_use: 'id',
    'custom:clinic': 'riverside',
    'cognito:groups': ['clinician', 'us-east-1_Example_Google', 'admin'],
    iss: issuer,
    aud: 'app-client',
    iat: seconds('2026-03-08T11:30:00.000Z'),
    exp: seconds('2026-03-08T12:30:00.000Z'),
  };
  type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
  let ours: Keys;
  let theirs: Keys;
  let keys: ReturnType<typeof createLocalJWKSet>;

  beforeAll(async () => {
    ours = await generateKeyPair('RS256');
    theirs = await generateKeyPair('RS256');
    keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'ours', alg: 'RS256' }] });
  });

  const identity = (now = NOON) => createIdentity({ issuer, audience: 'app-client', keys, clock: () => now });
  const sign = (payload: JWTPayload, { by = ours, kid = 'ours' } = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(by.privateKey);

  it('says who calls, for which clinic, in which roles', async () => {
    expect(await identity().verify(await sign(claims))).toEqual(rosa);
  });

  it('without groups gives no role', async () => {
    const { 'cognito:groups': _, ...none } = claims;
    expect((await identity().verify(await sign(none))).roles).toEqual([]);
  });

  it('holds until its last second, and not one more', async () => {
    const token = await sign(claims);
    await expect(identity('2026-03-08T12:29:59.000Z').verify(token)).resolves.toEqual(rosa);
    await expect(identity('2026-03-08T12:30:01.000Z').verify(token)).rejects.toThrow(
      'Your sign-in has ended; sign in again.',
    );
    await expect(identity('2026-03-08T12:30:00.000Z').verify(token)).rejects.toThrow(NotSignedIn);
  });

  it.each([
    ['for another app', { aud: 'another' }],
    ['of another issuer', { iss: 'https://example.org' }],
    ['that never ends', { exp: undefined }],
    ['not valid yet', { nbf: seconds('2026-03-08T12:00:01.000Z') }],
    ['without a clinic', { 'custom:clinic': undefined }],
    ['with something else for a clinic', { 'custom:clinic': 'riverside#client' }],
    ['without a person', { sub: undefined }],
    ['for access, which knows no clinic', { token_use: 'access' }],
    ['with groups that are no list', { 'cognito:groups': 'admin' }],
  ])('%s is refused', async (_, change) => {
    const token = await sign({ ...claims, ...change } as JWTPayload);
    const refused = await identity()
      .verify(token)
      .catch((error) => error);
    expect(refused).toBeInstanceOf(NotSignedIn);
    expect(refused.message).toBe('You are not signed in; sign in first.');
  });

  it('is refused where another key has signed it, under its own name or ours', async () => {
    await expect(identity().verify(await sign(claims, { by: theirs }))).rejects.toThrow(NotSignedIn);
    await expect(identity().verify(await sign(claims, { by: theirs, kid: 'theirs' }))).rejects.toThrow(
      NotSignedIn,
    );
  });

  it('is refused with algorithm none', async () => {
    await expect(identity().verify(new UnsecuredJWT(claims).encode())).rejects.toThrow(NotSignedIn);
  });

  it('is refused where the public key was taken for a shared secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)));
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'ours' }).sign(secret);
    await expect(identity().verify(token)).rejects.toThrow(NotSignedIn);
  });

  it('is refused where it is for a key of another kind', async () => {
    const { publicKey } = await generateKeyPair('ES256');
    const lone = createIdentity({
      issuer,
      audience: 'app-client',
      keys: await exportJWK(publicKey),
      clock: () => NOON,
    });
    await expect(lone.verify(await sign(claims))).rejects.toThrow(NotSignedIn);
  });

  it.each(['', 'x', 'a.b.c', '..', 'é.é.é', 'undefined'])('is not %j', async (token) => {
    await expect(identity().verify(token)).rejects.toThrow(NotSignedIn);
  });

  it('cannot be judged while the keys are out of reach, which is an outage and no refusal', async () => {
    const keys = () => Promise.reject(new TypeError('fetch failed'));
    const cut = createIdentity({ issuer, audience: 'app-client', keys, clock: () => NOON });
    await expect(cut.verify(await sign(claims))).rejects.toThrow('fetch failed');
  });
});

describe('local sign-in', () => {
  const PASSWORD = 'the river runs to the sea';
  const issuer = 'https://attune.example.org';
  const directories: string[] = [];
  afterAll(() => Promise.all(directories.map((path) => rm(path, { recursive: true }))));

  /** No password here is anybody's, so a guess may cost next to nothing. */
  const CHEAP = { N: 2, r: 1, p: 1 };

  async function install({
    cost = CHEAP,
    ...options
  }: {
    directory?: string;
    table?: ReturnType<typeof createMemoryTable>;
    cost?: HashCost | 'of an install';
    personOf?: LocalIdentitySettings['personOf'];
  } = {}) {
    const now = { at: NOON };
    const table = options.table ?? createMemoryTable();
    const chance = (bytes: number) => randomBytes(bytes).toString('base64url');
    const local = await openLocalIdentity({
      table,
      clock: () => now.at,
      chance,
      issuer,
      directory: options.directory,
      personOf: options.personOf,
      ...(cost !== 'of an install' && { cost }),
    });
    return { ...local, now, table };
  }
  async function staffed() {
    const local = await install();
    expect(await local.setPassword('rosa@example.org', rosa, PASSWORD)).toBeUndefined();
    return local;
  }
  async function emptyDirectory() {
    const path = await mkdtemp(join(tmpdir(), 'attune-identity-'));
    directories.push(path);
    return path;
  }

  it('gives a token that says who signed in, for twelve hours', async () => {
    const { signIn, verifier, now } = await staffed();
    const signedIn = await signIn(' Rosa@Example.org', PASSWORD);
    expect(signedIn?.expiresAt).toBe('2026-03-09T00:00:00.000Z');
    expect(await verifier().verify(signedIn!.token)).toEqual(rosa);
    now.at = '2026-03-08T23:59:59.000Z';
    expect(await verifier().verify(signedIn!.token)).toEqual(rosa);
    now.at = '2026-03-09T00:00:01.000Z';
    await expect(verifier().verify(signedIn!.token)).rejects.toThrow(NotSignedIn);
  });

  it('ends a token, too, with the email that it was given for', async () => {
    const person = { email: 'rosa@example.org', roles: rosa.roles };
    const { setPassword, signIn, verifier } = await install({ personOf: async () => person });
    await setPassword('rosa@example.org', rosa, PASSWORD);
    const { token } = (await signIn('rosa@example.org', PASSWORD))!;
    expect(await verifier().verify(token)).toEqual(rosa);
    person.email = 'Rosa.Roble@example.org';
    await expect(verifier().verify(token)).rejects.toThrow(NotSignedIn);
    const anew = (await signIn('rosa.roble@example.org', PASSWORD))!;
    expect(await verifier().verify(anew.token)).toEqual(rosa);
  });

  it('refuses a wrong password and an unknown email alike', async () => {
    const { signIn } = await staffed();
    expect(await signIn('rosa@example.org', 'the river runs to the moon')).toBeUndefined();
    expect(await signIn('nobody@example.org', PASSWORD)).toBeUndefined();
    for (const none of ['', 'nobody', 'signing-key', `${'x'.repeat(1200)}@example.org`]) {
      expect(await signIn(none, PASSWORD)).toBeUndefined();
    }
  });

  it('takes the same steps for an unknown email as for a wrong password', async () => {
    const steps: string[] = [];
    const table = createMemoryTable();
    const { setPassword, signIn } = await install({
      table: {
        ...table,
        get(key) {
          steps.push('get');
          return table.get(key);
        },
        write(writes) {
          steps.push('write');
          return table.write(writes);
        },
      },
    });
    await setPassword('rosa@example.org', rosa, PASSWORD);
    const stepsOf = async (email: string) => {
      steps.length = 0;
      await signIn(email, 'the river runs to the moon');
      return [...steps];
    };
    expect(await stepsOf('rosa@example.org')).toEqual(await stepsOf('nobody@example.org'));
  });

  it('keeps no password, and salts each', async () => {
    const { setPassword, table } = await staffed();
    await setPassword('omar@example.org', { ...rosa, staffId: 'omar' }, PASSWORD);
    const { items } = await table.query('IDENTITY');
    const bodies = items.filter(({ sk }) => sk.includes('@')).map(({ body }) => JSON.parse(String(body)));
    expect(JSON.stringify(bodies)).not.toContain('river runs');
    expect(bodies[0].hash).not.toBe(bodies[1].hash);
  });

  it('makes a guess cost what OWASP asks for, unless it is told otherwise', async () => {
    const { setPassword, table } = await install({ cost: 'of an install' });
    await setPassword('rosa@example.org', rosa, PASSWORD);
    const item = await table.get({ pk: 'IDENTITY', sk: 'rosa@example.org' });
    const { salt, hash } = JSON.parse(String(item!.body));
    const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 };
    expect(hash).toBe(scryptSync(PASSWORD, Buffer.from(salt, 'base64url'), 32, cost).toString('base64url'));
  });

  it('after five wrong tries in a row is closed to the right password too, for fifteen minutes', async () => {
    const { signIn, now } = await staffed();
    for (let tries = 0; tries < 5; tries++) await signIn('rosa@example.org', 'the river runs to the moon');
    expect(await signIn('ROSA@example.org', PASSWORD)).toBeUndefined();
    now.at = '2026-03-08T12:14:59.999Z';
    expect(await signIn('rosa@example.org', PASSWORD)).toBeUndefined();
    now.at = '2026-03-08T12:15:00.000Z';
    expect(await signIn('rosa@example.org', PASSWORD)).toBeDefined();
  });

  it('begins to count anew after a right password, and after a lock', async () => {
    const { signIn, now } = await staffed();
    const wrong = async (times: number) => {
      for (let tries = 0; tries < times; tries++)
        await signIn('rosa@example.org', 'the river runs to the moon');
    };
    await wrong(4);
    expect(await signIn('rosa@example.org', PASSWORD)).toBeDefined();
    await wrong(1);
    expect(await signIn('rosa@example.org', PASSWORD)).toBeDefined();
    await wrong(5);
    now.at = '2026-03-08T12:15:00.000Z';
    await wrong(1);
    expect(await signIn('rosa@example.org', PASSWORD)).toBeDefined();
  });

  it('counts guesses that are made at the same time', async () => {
    const { signIn } = await staffed();
    const guesses = ['a', 'b', 'c', 'd', 'e', PASSWORD].map((guess) => signIn('rosa@example.org', guess));
    expect((await Promise.all(guesses)).filter(Boolean)).toEqual([]);
  });

  it('opens with the new password alone, once it was changed', async () => {
    const { setPassword, signIn } = await staffed();
    await setPassword('rosa@example.org', rosa, 'the sea comes to the river');
    expect(await signIn('rosa@example.org', PASSWORD)).toBeUndefined();
    expect(await signIn('rosa@example.org', 'the sea comes to the river')).toBeDefined();
  });

  it.each([
    ['rosa@example.org', 'fourteen chars'],
    ['rosa@example.org', 'x'.repeat(257)],
    ['rosa', PASSWORD],
    ['signing-key', PASSWORD],
  ])('is not set up for %s with a password such as %.14s', async (email, password) => {
    const { setPassword } = await install();
    expect(await setPassword(email, rosa, password)).toMatchObject({ refused: 'invalid' });
  });

  it('takes no token of another install', async () => {
    const here = await staffed();
    const there = await staffed();
    const { token } = (await there.signIn('rosa@example.org', PASSWORD))!;
    await expect(here.verifier().verify(token)).rejects.toThrow(NotSignedIn);
  });

  it('takes its own tokens after a restart, with the key in the table', async () => {
    const before = await staffed();
    const { token } = (await before.signIn('rosa@example.org', PASSWORD))!;
    const after = await install({ table: before.table });
    expect(await after.verifier().verify(token)).toEqual(rosa);
  });

  it('has one key, where two processes open it at once', async () => {
    const directory = await emptyDirectory();
    const [one, two] = await Promise.all([install({ directory }), install({ directory })]);
    await one.setPassword('rosa@example.org', rosa, PASSWORD);
    const { token } = (await one.signIn('rosa@example.org', PASSWORD))!;
    expect(await two.verifier().verify(token)).toEqual(rosa);
  });

  it('keeps its key in a file that only its owner reads, and not in the table', async () => {
    const directory = join(await emptyDirectory(), 'new');
    const { table } = await install({ directory });
    const path = join(directory, 'identity.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { d } = JSON.parse(await readFile(path, 'utf8'));
    expect(JSON.stringify((await table.query('IDENTITY')).items)).not.toContain(d);
  });

  it('does not start on a key that others can read', async () => {
    const directory = await emptyDirectory();
    await writeFile(join(directory, 'identity.json'), '{}', { mode: 0o644 });
    await expect(install({ directory })).rejects.toThrow(
      'is open to other users of this machine; run: chmod 600',
    );
  });
});
