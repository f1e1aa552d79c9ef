import { hash, scrypt, scryptSync } from 'node:crypto';
import type { Chance, Key } from './ports.ts';

const digest = (text: string): string => hash('sha256', text, 'base64url');

/**
 * What ends a client's mails, made from their link's token and of no other use: it stands in a URL, where logs see it
 * (RFC 8058), and leads neither back to the token nor to the page.
 */
export const stopToken = (token: string): string => digest(`stop ${token}`);
export const stopHash = (stop: string): string => digest(stop);

/** All that is ever stored of a client's link: found by its token, and by the one that ends the mails. */
export const linkHash = (token: string): string => stopHash(stopToken(token));

/** Whose link it is, by the hash of its token. */
export const linkKey = (hash: string): Key => ({ pk: `LINK#${hash}`, sk: 'LINK' });

/** An answer that stands chosen when the page opens. Nothing is saved before a person confirms it there. */
export type Preselected = { linkId: string; code: string };

/**
 * The address of the client's page. All that is of anybody stands in the fragment, which no server, log or Referer is
 * ever sent: `#<token>`, or `#<token>~<linkId>~<code>` with an answer chosen.
 */
export const linkUrl = (base: string, token: string, chosen?: Preselected): string =>
  `${base}#${[token, ...(chosen ? [chosen.linkId, chosen.code].map(escaped) : [])].join('~')}`;

/** As `encodeURIComponent`, and the sign that parts the pieces. */
const escaped = (part: string): string => encodeURIComponent(part).replaceAll('~', '%7E');

/** Six digits, each of the million as likely. */
export function sixDigits(chance: Chance): string {
  const MILLION = 1_000_000;
  const even = 2 ** 32 - (2 ** 32 % MILLION);
  for (;;) {
    const drawn = Buffer.from(chance(4), 'base64url').readUInt32BE();
    if (drawn < even) return String(drawn % MILLION).padStart(6, '0');
  }
}

/** Of scrypt (RFC 7914). */
export type CodeCost = { N: number; r: number; p: number };

/** About 25 ms each on a small function: trying all million takes longer than the code lives. */
const SLOW: CodeCost = { N: 2 ** 13, r: 8, p: 1 };

/** All that is ever stored of a code: bound to the link that it opens, and slow to guess from. */
export async function codeHash(link: string, code: string, cost = SLOW): Promise<string> {
  if (cost.N < WORTH_A_THREAD) return scryptSync(code, link, 32, cost).toString('base64url');
  return new Promise((resolve, reject) => {
    scrypt(code, link, 32, cost, (error, key) =>
      error ? reject(error) : resolve(key.toString('base64url')),
    );
  });
}
/** Below it, the way to another thread takes longer than the hash. */
const WORTH_A_THREAD = 64;
