/** Sign-in on one machine: what Cognito does on AWS, with the same claims, checked by the same code. */
import { scrypt, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import * as z from 'zod';
import { createIdentity, NotSignedIn } from '../functions/adapters/identity.ts';
import type { Staff } from '../functions/care/clinic.ts';
import { type Refusal, refuse } from '../functions/care/refusal.ts';
import { type Instant, instant, milliseconds } from '../functions/care/time.ts';
import type { Actor, Chance, Clock, Identity, Table } from '../functions/ports.ts';

/** Whom the tokens are for; on AWS this is the id of the app client. */
const AUDIENCE = 'attune-local';
/** A long shift: nobody signs in twice a day, and a token that nothing can call back ends the day it was given. */
const TOKEN_HOURS = 12;
/** NIST SP 800-63B-4, 3.1.1.2, for a password that is the only factor. Longer than the most only costs time. */
const PASSWORD_LENGTH = { least: 15, most: 256 };
/** 480 guesses a day for one email, and whoever mistypes waits no longer than a coffee takes. */
const TRIES = 5;
const LOCK_MINUTES = 15;

export type HashCost = { N: number; r: number; p: number };
/** OWASP Password Storage Cheat Sheet, its setting of 32 MiB: four sign-ins at once fit a small machine. */
const COST: HashCost = { N: 2 ** 15, r: 8, p: 3 };
/** Node refuses a cost that needs more than 32 MiB unless it is told. */
const MOST_MEMORY = 64 * 1024 * 1024;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const PK = 'IDENTITY';
/** Neither is an email, which all others here were once. An unknown email is checked against `nobody`, in the same steps as a known one. */
const SIGNING_KEY = 'signing-key';
const NOBODY = 'nobody';

const credentialSchema = z.strictObject({
  staff: z.custom<Actor>().optional(),
  salt: z.string(),
  hash: z.string(),
  /** Tries since the last right one, the one under way included. */
  tries: z.int(),
  lockedUntil: z.string().optional(),
});
type Credential = z.infer<typeof credentialSchema>;

const keySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
type SigningKey = z.infer<typeof keySchema>;

export interface LocalIdentity {
  /**
   * Also ends a lock, and any password that they had before. `staff` is who the tokens will say it is; an email is one
   * person in one clinic.
   */
  setPassword(email: string, staff: Actor, password: string): Promise<Refusal | undefined>;
  /** Nothing where email or password is wrong or the email is locked: which, nobody learns, not from the time either. */
  signIn(email: string, password: string): Promise<{ token: string; expiresAt: Instant } | undefined>;
  verifier(): Identity;
}

export type LocalIdentitySettings = {
  table: Table;
  clock: Clock;
  chance: Chance;
  issuer: string;
  /**
   * By the clinic's own record, what somebody may, and the email that they sign in with: nobody gets in, or stays in, by
   * one that is theirs no longer. Where it is left out, both stay what they were when the password was set.
   */
  personOf?: (staff: Actor) => Promise<Pick<Staff, 'email' | 'roles'> | undefined>;
  /** Keeps the signing key in `identity.json` here, apart from the table and its backups. */
  directory?: string;
  /** What a guess costs. Only what keeps nobody's password asks for less. */
  cost?: HashCost;
};

/** The key pair is made when a table or directory is opened for the first time. */
export async function openLocalIdentity(settings: LocalIdentitySettings): Promise<LocalIdentity> {
  const { table, clock, chance, issuer, personOf, directory, cost = COST } = settings;
  const { d, ...publicKey } = directory ? await keyInFile(directory, chance) : await keyInTable(table);
  const privateKey = await importJWK({ ...publicKey, d }, 'ES256');
  const kid = await calculateJwkThumbprint(publicKey);
  await change(
    NOBODY,
    (standing) => standing ?? { salt: chance(SALT_BYTES), hash: chance(HASH_BYTES), tries: 0 },
  );

  return {
    async setPassword(email, staff, password) {
      if (!isEmail(email)) return refuse('invalid', 'Use an email address such as ana@example.org.');
      const length = [...plain(password)].length;
      if (length < PASSWORD_LENGTH.least || length > PASSWORD_LENGTH.most) {
        return refuse(
          'invalid',
          `Use a password of ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters, such as a short sentence.`,
        );
      }
      const salt = chance(SALT_BYTES);
      const hash = await hashOf(password, salt, cost);
      await change(fold(email), () => ({ staff, salt, hash, tries: 0 }));
      for (const { sk, of } of await signIns())
        if (sk !== fold(email) && of.staffId === staff.staffId && of.clinicId === staff.clinicId)
          await table.write([{ delete: { pk: PK, sk } }]);
      return undefined;
    },

    async signIn(email, password) {
      const asked = isEmail(email) ? fold(email) : NOBODY;
      const sk = (await signIns()).find((one) => one.email === asked)?.sk ?? NOBODY;
      const now = clock();
      // The try counts before its answer is known, so that guesses made at the same time count too.
      const { before } = await change(sk, (standing) => counted(standing!, now));
      const { staff, salt, hash } = before!;
      const right = timingSafeEqual(Buffer.from(await hashOf(password, salt, cost)), Buffer.from(hash));
      if (!right || !staff || isLocked(before!, now)) return undefined;
      const { after } = await change(sk, (standing) =>
        standing?.hash === hash ? { staff, salt, hash, tries: 0 } : standing!,
      );
      return after.hash === hash ? issue(staff, asked) : undefined;
    },

    verifier() {
      const keys = { ...publicKey, kid, alg: 'ES256' };
      const signed = createIdentity({ issuer, audience: AUDIENCE, keys, clock });
      return {
        async verify(token) {
          const actor = await signed.verify(token);
          const person = await personOf?.(actor);
          if (person && fold(person.email) !== decodeJwt(token).email)
            throw new NotSignedIn(
              'You signed in with another email than you have now; sign in with the new one.',
            );
          return actor;
        },
      };
    },
  };

  /** Of each who has a password, with the email that they have now. */
  async function signIns(): Promise<{ sk: string; email: string; of: Actor }[]> {
    const found: { sk: string; email: string; of: Actor }[] = [];
    for (const { sk, body } of (await table.query(PK)).items) {
      const of = credentialSchema.safeParse(JSON.parse(String(body))).data?.staff;
      if (of) found.push({ sk, of, email: personOf ? fold((await personOf(of))?.email ?? '') : sk });
    }
    return found;
  }

  async function issue(staff: Actor, email: string) {
    const { staffId, clinicId } = staff;
    const roles = personOf ? ((await personOf(staff))?.roles ?? []) : staff.roles;
    const issuedAt = Math.floor(milliseconds(clock()) / 1000);
    const expiresAt = issuedAt + TOKEN_HOURS * 3600;
    const claims = { token_use: 'id', 'custom:clinic': clinicId, 'cognito:groups': roles, email };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(staffId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { token, expiresAt: instant(expiresAt * 1000) };
  }

  /** Repeats `step` on what stands until nobody else has written in between. */
  async function change(sk: string, step: (standing: Credential | undefined) => Credential) {
    for (;;) {
      const item = await table.get({ pk: PK, sk });
      const before = item && credentialSchema.parse(JSON.parse(String(item.body)));
      const after = step(before);
      const version = Number(item?.version ?? 0);
      const outcome = await table.write([
        {
          put: { pk: PK, sk, version: version + 1, body: JSON.stringify(after) },
          when: item ? { attribute: 'version', equals: version } : 'absent',
        },
      ]);
      if (outcome.done) return { before, after };
    }
  }
}

const isEmail = (text: string) => z.email().max(254).safeParse(fold(text)).success;
const fold = (email: string) => email.trim().normalize('NFKC').toLowerCase();

/** One password, whichever keyboard and system it is typed on. */
const plain = (password: string) => password.normalize('NFKC');

const hashOf = (password: string, salt: string, cost: HashCost) =>
  new Promise<string>((resolve, reject) => {
    const options = { ...cost, maxmem: MOST_MEMORY };
    scrypt(plain(password), Buffer.from(salt, 'base64url'), HASH_BYTES, options, (error, hash) =>
      error ? reject(error) : resolve(hash.toString('base64url')),
    );
  });

const isLocked = ({ lockedUntil }: Credential, now: Instant) =>
  lockedUntil !== undefined && now < lockedUntil;

function counted(credential: Credential, now: Instant): Credential {
  if (isLocked(credential, now)) return credential;
  const tries = (credential.lockedUntil ? 0 : credential.tries) + 1;
  const lockedUntil = tries < TRIES ? undefined : instant(milliseconds(now) + LOCK_MINUTES * 60_000);
  return { ...credential, tries, lockedUntil };
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return keySchema.parse(await exportJWK(privateKey));
}

async function keyInTable(table: Table): Promise<SigningKey> {
  const key = { pk: PK, sk: SIGNING_KEY };
  const standing = await table.get(key);
  if (standing) return keySchema.parse(JSON.parse(String(standing.body)));
  // Of two processes opening at once the first wins, and both read its key.
  await table.write([{ put: { ...key, body: JSON.stringify(await newKey()) }, when: 'absent' }]);
  return keyInTable(table);
}

async function keyInFile(directory: string, chance: Chance): Promise<SigningKey> {
  const path = join(directory, 'identity.json');
  const mode = await stat(path).then(
    (found) => found.mode,
    (error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (mode !== undefined) {
    if (mode & 0o077)
      throw new Error(`${path} is open to other users of this machine; run: chmod 600 ${path}`);
    return keySchema.parse(JSON.parse(await readFile(path, 'utf8')));
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${chance(8)}`;
  await writeFile(draft, JSON.stringify(await newKey()), { mode: 0o600, flag: 'wx', flush: true });
  // A link is there whole or not at all, and never replaces another process's key.
  await link(draft, path).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return keyInFile(directory, chance);
}
