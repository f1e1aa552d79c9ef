import { hash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import canonicalize from 'canonicalize';
import { frozen } from './care/copy.ts';
import type { Entry } from './care/log.ts';
import { isRefusal, type Refusal, refuse } from './care/refusal.ts';
import type { Instant } from './care/time.ts';
import { type Item, type Key, sameItem, type Table, TableBusy, type Write } from './ports.ts';

export type Logged = { version: number; head: string };

/**
 * Something whose every change is a log entry: a client's chart, a clinic. `items` says, of a state, every item that
 * others find it by, and `documents` what an event adds for good; so an index can never tell another story than the log.
 */
export type Kind<State extends Logged, Event> = {
  stateSk: string;
  empty(pk: string): State;
  /** One of its own: nothing that is folded into it shows in the other. */
  copy(state: State): State;
  /** Folds an entry into the state, in place. */
  apply(state: State, entry: Entry<Event>, hash: string): void;
  /** Further attributes of the state's own item. */
  attributes(state: State): { [attribute: string]: string | number };
  items(state: State): Item[];
  documents(state: State, event: Event): Item[];
  /** The prefixes of the `sk`s, beside the log, of which nothing but `items` stands under the log's `pk`. */
  own: string[];
};

/** An item whose key two states must never share; the sentence is for the one who comes second. */
export const CLAIMED_ONCE = 'IDENTITY#';

export type Committed<State, Event> = { state: State; events: Event[]; seq: number };
export type Outcome<State, Event> = Committed<State, Event> | Refusal;

/** Retries of one command against others on the same log; each one re-reads and re-decides. Of n at once, the last needs n. */
const MOST_TRIES = 32;

export class Contended extends Error {
  override name = 'Contended';
}

export const hashOf = (canonical: string): string => hash('sha256', canonical, 'hex');

export const logSk = (seq: number): string => `LOG#${String(seq).padStart(9, '0')}`;

export async function load<State extends Logged, Event>(
  table: Table,
  kind: Kind<State, Event>,
  pk: string,
): Promise<State> {
  const item = await table.get({ pk, sk: kind.stateSk });
  return item ? stateIn(item) : kind.empty(pk);
}

/** The state that an item holds. Others share it, so nobody changes it: whoever wants another folds it into a copy. */
export function stateIn<State extends Logged>(item: Item): State {
  const known = states.get(keyText(item));
  if (known && sameBody(known.body, item.body)) return known.state as State;
  const state = parsed<State>(item);
  remember(item, state);
  return state;
}

const parsed = <State>({ body }: Item): State => JSON.parse(unpack(body)) as State;

/** What was read or written last: most commands come to a chart that another has just left. */
const states = new Map<string, { body: Item[string] | undefined; state: Logged }>();
const MOST_STATES = 256;

function remember(item: Item, state: Logged): void {
  const key = keyText(item);
  states.delete(key);
  if (states.size >= MOST_STATES) states.delete(states.keys().next().value!);
  states.set(key, { body: item.body, state: frozen(state) });
}

const sameBody = (one: Item[string] | undefined, other: Item[string] | undefined): boolean =>
  one === other ||
  (one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0);

export type Attempt<State, Event> = {
  pk: string;
  by: string;
  command: string;
  /** A repeat by the same key changes nothing. */
  key?: string;
  /** What the key came with, as a hash: another request by the same key is no repeat. */
  of?: string;
  now(): Instant;
  /**
   * The state as the caller has just read it, which saves a read; where it has moved on, the commit finds out.
   */
  seen?: State;
  decide(state: State, now: Instant): Promise<Event[] | Refusal> | Event[] | Refusal;
};

/** Load, decide, commit in one transaction; when somebody else was quicker, decide again on what they left. */
export async function commit<State extends Logged, Event>(
  table: Table,
  kind: Kind<State, Event>,
  { pk, by, command, key, of, now, seen, decide }: Attempt<State, Event>,
): Promise<Outcome<State, Event>> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state = tries === 0 && seen ? seen : await load(table, kind, pk);
    const at = now();
    const events = await decide(state, at);
    if (isRefusal(events)) return key && (await table.get(keyKey(pk, key))) ? DONE_ALREADY : events;
    if (events.length === 0) return { state, events, seq: state.version };
    const entry: Entry<Event> = { seq: state.version + 1, prev: state.head, at, by, command, key, events };
    const { after, writes } = writesFor(kind, pk, state, entry, table.bytesAreFree ? (item) => item : packed);
    if (key) writes.push({ put: { ...keyKey(pk, key), seq: entry.seq, ...(of && { of }) }, when: 'absent' });
    try {
      const outcome = await table.write(writes);
      if (outcome.done) return { state: after, events, seq: entry.seq };
      const refusal = refusalIn(writes, outcome.refused);
      if (refusal) return refusal;
    } catch (error) {
      if (!(error instanceof TableBusy)) throw error;
    }
  }
  throw new Contended(`${MOST_TRIES} tries to change one log met others each time`);
}

/** The state that the entry makes of `before`, and everything that goes into its transaction. */
function writesFor<State extends Logged, Event>(
  kind: Kind<State, Event>,
  pk: string,
  before: State,
  entry: Entry<Event>,
  packed: (item: Item) => Item,
): { after: State; writes: Write[] } {
  const body = canonicalize(entry)!;
  const hash = hashOf(body);
  // What a reader of the log will see, to the letter: no key that JSON drops, none in another order.
  const written = JSON.parse(body) as Entry<Event>;
  const after = kind.copy(before);
  kind.apply(after, written, hash);
  const stored = packed(stateItem(kind, pk, after));
  remember(stored, after);
  const writes: Write[] = [
    { put: { pk, sk: logSk(entry.seq), body, hash }, when: 'absent' },
    {
      put: stored,
      when: before.version === 0 ? 'absent' : { attribute: 'version', equals: before.version },
    },
  ];
  const [stood, stand] = [itemsOf(kind, before), itemsOf(kind, after)];
  for (const [id, item] of stand) {
    if (!sameItem(item, stood.get(id))) {
      writes.push({ put: packed(item), when: item.sk.startsWith(CLAIMED_ONCE) ? 'absent' : undefined });
    }
  }
  for (const [id, { pk, sk }] of stood) if (!stand.has(id)) writes.push({ delete: { pk, sk } });
  for (const event of written.events) {
    for (const item of kind.documents(after, event)) writes.push({ put: item });
  }
  return { after, writes };
}

/** Made once of a state: the next entry asks again what stood before it. */
function itemsOf<State extends Logged, Event>(kind: Kind<State, Event>, state: State): Map<string, Item> {
  const known = itemsMade.get(state) ?? byKey(kind.items(state));
  itemsMade.set(state, known);
  return known;
}
const itemsMade = new WeakMap<Logged, Map<string, Item>>();

/** The state as it stands in the table, its index attributes with it. */
export const stateItem = <State extends Logged, Event>(
  kind: Kind<State, Event>,
  pk: string,
  state: State,
): Item => ({
  pk,
  sk: kind.stateSk,
  version: state.version,
  body: JSON.stringify(state),
  ...kind.attributes(state),
});

/** As it is written where bytes cost. */
export const packed = (item: Item): Item => {
  const { body } = item;
  return typeof body === 'string' && body.length >= ONE_UNIT ? { ...item, body: pack(body) } : item;
};

const asItReads = (item: Item | undefined): Item | undefined =>
  item?.body instanceof Uint8Array ? { ...item, body: unpack(item.body) } : item;

/** Bytes below which a write costs the same. */
const ONE_UNIT = 1024;

/**
 * A state is written with each of its entries, and with its items is most of what the table costs: packed, it is a
 * quarter, and as bytes, for as text it would be a third more. The log stays as it reads. Of the qualities, 5 is the last that takes
 * under half a millisecond of a state.
 */
export function pack(json: string): string | Uint8Array {
  if (json.length < ONE_UNIT) return json;
  const body = brotliCompressSync(json, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
  unpacked.set(body, json);
  return body;
}

export function unpack(body: Item[string] | undefined): string {
  if (!(body instanceof Uint8Array)) return String(body);
  return unpacked.get(body) ?? brotliDecompressSync(body).toString();
}

/** What a table in memory gives back as it was put is not unpacked each time. */
const unpacked = new WeakMap<Uint8Array, string>();

export const keyKey = (pk: string, key: string): Key => ({ pk, sk: `KEY#${key}` });

const DONE_ALREADY = refuse('duplicate', 'This has been done already.');

const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

const byKey = (items: Item[]): Map<string, Item> => new Map(items.map((item) => [keyText(item), item]));

function refusalIn(writes: Write[], refused: { write: number; standing?: Item }[]): Refusal | undefined {
  for (const { write } of refused) {
    const at = writes[write]!;
    const sk = 'put' in at ? at.put.sk : '';
    if (sk.startsWith('KEY#')) return DONE_ALREADY;
    if (sk.startsWith(CLAIMED_ONCE)) return refuse('duplicate', 'This is here already, under another id.');
  }
  return undefined;
}

async function* pages(table: Table, pk: string, prefix: string): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const page = await table.query(pk, { prefix, after });
    yield* page.items;
    after = page.next;
  } while (after);
}

/** Every entry of a log, in order, with the hash that stands beside it. */
export async function* readLog<Event>(
  table: Table,
  pk: string,
): AsyncGenerator<{ entry: Entry<Event>; hash: string; body: string }> {
  for await (const { body, hash } of pages(table, pk, 'LOG#')) {
    yield { entry: JSON.parse(String(body)) as Entry<Event>, hash: String(hash), body: String(body) };
  }
}

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
    if (!sameItem(item, asItReads(await table.get(keyOf(item)))))
      return `${item.sk} of ${item.pk} is not what the log says`;
  }
  for (const prefix of kind.own) {
    for await (const { sk } of pages(table, pk, prefix)) {
      if (!expected.has(`${pk}\n${sk}`)) return `${sk} of ${pk} is there, and the log does not say so`;
    }
  }
  return undefined;
}

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
