import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from './problem.ts';

/** Larger than any form or pathway; a log entry, which holds either, may be 400 KB. */
export const MOST_JSON_BYTES = 256 * 1024;
/** 10,000 clients, which is as many as a roster may hold. */
export const MOST_CSV_BYTES = 1024 * 1024;
/** Deeper than a pathway nests; what walks a body recurses. */
const MOST_DEPTH = 40;

const NOT_JSON = 'Send the body as JSON in UTF-8.';

export type Sent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/** @throws Problem where the body is too large or not JSON */
export function readJson(sent: Sent): unknown {
  refuseTooLarge(sent, MOST_JSON_BYTES);
  if (!/^application\/(json|[\w.-]+\+json) *(;|$)/i.test(typeOf(sent))) {
    throw new Problem('wrong-type', 'Send the body as application/json.');
  }
  const [, charset = 'utf-8'] = /; *charset *= *"?([^"; ]+)/i.exec(typeOf(sent)) ?? [];
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw new Problem('unreadable', NOT_JSON);
  let value: unknown;
  try {
    const text = textOf(sent);
    value = JSON.parse(text, sound);
    refuseTwice(text);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('unreadable', NOT_JSON);
  }
  if (isDeeper(value, MOST_DEPTH)) throw new Problem('unreadable', 'The body nests too deep.');
  return value;
}

/** A table as it was sent: bytes where its letters may be in another encoding than UTF-8. */
export function readCsv(sent: Sent): string | Uint8Array {
  refuseTooLarge(sent, MOST_CSV_BYTES);
  if (!/^text\/csv *(;|$)/i.test(typeOf(sent))) {
    throw new Problem('wrong-type', 'Send the table as text/csv.');
  }
  return sent.isBase64Encoded ? Buffer.from(sent.body ?? '', 'base64') : (sent.body ?? '');
}

const typeOf = ({ headers }: Sent) => headers['content-type'] ?? '';

function refuseTooLarge({ body = '', isBase64Encoded }: Sent, most: number): void {
  const bytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes > most) throw new Problem('too-large', `Send at most ${most / 1024} KB.`);
}

function textOf({ body = '', isBase64Encoded }: Sent): string {
  if (!isBase64Encoded) return body;
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
}

/** A text area cuts emoji in half, and half a surrogate pair has no UTF-8; rather a replaced letter than no answer. */
function sound(key: string, value: unknown): unknown {
  if (key === '__proto__' || !key.isWellFormed()) throw new Problem('unreadable', NOT_JSON);
  return typeof value === 'string' ? value.toWellFormed() : value;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/**
 * What stands twice in one object means something else to each that reads it, and `JSON.parse` drops the first: of two
 * answers to a risk item that could be the one that matters. `json` is known to be JSON.
 */
function refuseTwice(json: string): void {
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (const [token] of json.matchAll(TOKENS)) {
    const names = open.at(-1);
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ',' && isKey) {
      const name = JSON.parse(token) as string;
      if (names!.has(name))
        throw new Problem('unreadable', 'A name stands twice in the body. Give each once.');
      names!.add(name);
    }
    isKey = token === '{' || (token === ',' && names !== undefined);
  }
}

const isDeeper = (value: unknown, than: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (than === 0 || Object.values(value).some((inner) => isDeeper(inner, than - 1)));
