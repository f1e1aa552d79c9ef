/** How a request stands on the wire when somebody means to break or to fool whoever reads it. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';

export type Wire = { text: string; headers?: Record<string, string> };

const fields = (json: string, more: string): string =>
  json.startsWith('{') ? `{${more}${json === '{}' ? '' : ','}${json.slice(1)}` : `{${more}}`;

/** Each of a JSON text makes one that no route may take, and `status` is what it gets of a route that reads JSON. */
export const SPOILED: { name: string; status: number; of(json: string): Wire }[] = [
  { name: 'a name twice', status: 400, of: (json) => ({ text: fields(json, '"z":1,"\\u007a":2') }) },
  {
    name: '__proto__',
    status: 400,
    of: (json) => ({ text: fields(json, '"__proto__":{"clinicId":"south"}') }),
  },
  { name: 'half a letter for a name', status: 400, of: (json) => ({ text: fields(json, '"\\ud83d":1') }) },
  { name: 'a mark before it', status: 400, of: (json) => ({ text: `\ufeff${json}` }) },
  { name: 'cut short', status: 400, of: (json) => ({ text: json.slice(0, -1) }) },
  { name: 'something behind it', status: 400, of: (json) => ({ text: `${json}{}` }) },
  { name: 'too deep', status: 400, of: (json) => ({ text: `${'['.repeat(60)}${json}${']'.repeat(60)}` }) },
  { name: 'too large', status: 413, of: (json) => ({ text: json + ' '.repeat(256 * 1024) }) },
  { name: 'text', status: 415, of: (text) => ({ text, headers: { 'content-type': 'text/plain' } }) },
  {
    name: 'a form',
    status: 415,
    of: (text) => ({ text, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  },
  {
    name: 'another encoding',
    status: 400,
    of: (text) => ({ text, headers: { 'content-type': 'application/json; charset=utf-16' } }),
  },
];

const inner = (...place: string[]) => Buffer.from(JSON.stringify(place)).toString('base64url');
const PLACES = [
  'x',
  '\u0000',
  '\ud800',
  '-1',
  '1.5',
  '~'.repeat(1100),
  inner('a'),
  inner('\ud800', 'b', 'c'),
  inner('a'.repeat(1100), 'b', 'c'),
  inner('0#', 'south#s-asked', 'TASK#task-1.1'),
];
const sum = (after: string) => createHash('sha256').update(after).digest('base64url').slice(0, 8);

/** Cursors with their sum, as the door makes them for one of `lists`: a clinic's, and what it may hold behind its name. */
export const forgedCursors = (clinicId: string, lists: string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...lists), fc.constantFrom(...PLACES))
    .map(([list, after]) =>
      Buffer.from(JSON.stringify([clinicId, list, after, sum(after)])).toString('base64url'),
    );
