import canonicalize from 'canonicalize';
import type { Entry } from '../care/log.ts';
import { type Item, type Key, sameItem, type Table } from '../ports.ts';
import { byKey, type Kind, type Logged, parsed, stateItem } from '../store.ts';
import { hashOf, pages } from './log.ts';
import { asItReads } from './packing.ts';

/**
 * The first thing about a log, its state and its items that is not as it was written, or `undefined`. A log whose end
 * was cut together with its state agrees with itself: only a digest kept elsewhere tells.
 */
export async function verify<State extends Logged, Event>(
  table: Table,
  kind: Kind<State, Event>,
  pk: string,
): Promise<string | undefined> {
  const folded = kind.empty(pk);
  const documents: Item[] = [];
  for await (const { body: raw, hash } of pages(table, pk, 'LOG#')) {
    const body = String(raw);
    const place = `log entry ${folded.version + 1} of ${pk}`;
    if (hashOf(body) !== hash) return `${place} does not match its hash: it was changed after it was written`;
    const entry = JSON.parse(body) as Entry<Event>;
    if (entry.seq !== folded.version + 1) return `${place} is missing; entry ${entry.seq} stands there`;
    if (entry.prev !== folded.head) return `${place} does not follow the entry before it`;
    kind.apply(folded, entry, hash);
    documents.push(...entry.events.flatMap((event) => kind.documents(folded, event)));
  }
  const stateName = `the ${kind.stateSk.toLowerCase()} of ${pk}`;
  const found = await table.get({ pk, sk: kind.stateSk });
  let stored: State;
  try {
    stored = found ? parsed(found) : kind.empty(pk);
  } catch {
    return `${stateName} cannot be read`;
  }
  if (canonicalize(plain(stored)) !== canonicalize(plain(folded))) {
    return `${stateName} is not what its ${folded.version} log entries add up to: ${firstDifference(plain(stored), plain(folded))}`;
  }
  if (folded.version === 0) return undefined;
  if (!sameItem({ ...stateItem(kind, pk, folded), body: '' }, { ...found!, body: '' })) {
    return `${stateName} stands elsewhere in the indexes than the log says`;
  }
  const expected = byKey([...documents, ...kind.items(folded)]);
  for (const item of expected.values()) {
    const stored = asItReads(await table.get(keyOf(item)));
    if (!sameItem(inOrder(item), stored && inOrder(stored)))
      return `${item.sk} of ${item.pk} is not what the log says`;
  }
  for (const prefix of kind.own) {
    for await (const { sk } of pages(table, pk, prefix)) {
      if (!expected.has(`${pk}\n${sk}`)) return `${sk} of ${pk} is there, and the log does not say so`;
    }
  }
  return undefined;
}

/** A field that was taken away and came again stands behind the others, or in its old place: which, tells of no change. */
const inOrder = (item: Item): Item =>
  typeof item.body === 'string' && item.body.startsWith('{')
    ? { ...item, body: canonicalize(JSON.parse(item.body))! }
    : item;

const keyOf = ({ pk, sk }: Item): Key => ({ pk, sk });

const plain = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value));

function firstDifference(a: unknown, b: unknown, path = ''): string {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path || 'all of it';
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (JSON.stringify(left[name]) !== JSON.stringify(right[name])) {
      return firstDifference(left[name], right[name], path ? `${path}.${name}` : name);
    }
  }
  return path;
}
