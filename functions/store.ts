import canonicalize from 'canonicalize';
import { frozen } from './care/copy.ts';
import type { Entry } from './care/log.ts';
import { isRefusal, type Refusal, refuse } from './care/refusal.ts';
import type { Instant } from './care/time.ts';
import { type Item, type Key, sameItem, type Table, TableBusy, type Write } from './ports.ts';
import { hashOf, logSk } from './store/log.ts';
import { packed, unpack } from './store/packing.ts';

export { hashOf, logSk, readLog } from './store/log.ts';
export { pack, packed, unpack } from './store/packing.ts';

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

export const parsed = <State>({ body }: Item): State => JSON.parse(unpack(body)) as State;

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

export const keyKey = (pk: string, key: string): Key => ({ pk, sk: `KEY#${key}` });

const DONE_ALREADY = refuse('duplicate', 'This has been done already.');

const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

export const byKey = (items: Item[]): Map<string, Item> =>
  new Map(items.map((item) => [keyText(item), item]));

function refusalIn(writes: Write[], refused: { write: number; standing?: Item }[]): Refusal | undefined {
  for (const { write } of refused) {
    const at = writes[write]!;
    const sk = 'put' in at ? at.put.sk : '';
    if (sk.startsWith('KEY#')) return DONE_ALREADY;
    if (sk.startsWith(CLAIMED_ONCE)) return refuse('duplicate', 'This is here already, under another id.');
  }
  return undefined;
}
