import { createHash } from 'node:crypto';
import type { Key } from './ports.ts';

/** All that is ever stored of a client's link. */
export const linkHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Whose link it is, by the hash of its token. */
export const linkKey = (hash: string): Key => ({ pk: `LINK#${hash}`, sk: 'LINK' });
