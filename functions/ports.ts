/**
 * What the doors need of the outside world. `adapters/` implements each port, on AWS and in memory;
 * nothing under `care/` knows that they exist.
 */
import type { Instant } from './care/time.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Key = { pk: string; sk: string };

/**
 * One table item: its key, the attributes of the indexes that it is in, and its content as JSON text in `body`, or
 * that text packed, as bytes.
 */
export type Item = Key & { [attribute: string]: string | number | Uint8Array };

export const sameItem = (one: Item, other: Item | undefined): boolean =>
  other !== undefined &&
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => sameValue(value, other[name]));

const sameValue = (one: Item[string], other: Item[string] | undefined): boolean =>
  one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) === 0 : one === other;

/**
 * The sparse indexes. An item is in index `X` while it has both attributes `XPk` and `XSk`.
 * `due`: what happens at a time (rule 3). `owner` and `team`: the inboxes.
 */
export const INDEXES = ['due', 'owner', 'team'] as const;
export type IndexName = (typeof INDEXES)[number];

/** A condition on the item as it stands before the write. */
export type Condition = 'absent' | 'present' | { attribute: string; equals: string | number };

export type Write =
  | { put: Item; when?: Condition }
  | { delete: Key; when?: Condition }
  | { check: Key; when: Condition };

/** `refused` lists the writes (by position) whose condition did not hold, with the item that stood there. */
export type WriteOutcome = { done: true } | { done: false; refused: { write: number; standing?: Item }[] };

export type Range = { prefix?: string; after?: string; limit?: number; backwards?: boolean };
export type IndexRange = { upTo?: string; after?: string; limit?: number };

/** `next`, where there is more: give it back as `after`. */
export type Page = { items: Item[]; next?: string };

export interface Table {
  /** Nobody pays for what is stored, as where a life is only tried out: what goes in is not packed first. */
  bytesAreFree?: true;
  /** Strongly consistent; `undefined` where there is no such item. */
  get(key: Key): Promise<Item | undefined>;
  /** Strongly consistent, in the order of `sk` (descending when `backwards`). `after` is an `sk`, exclusive. */
  query(pk: string, range?: Range): Promise<Page>;
  /** Eventually consistent, ascending by the index's sort attribute, `upTo` inclusive; `after` is a `next`. */
  queryIndex(index: IndexName, pk: string, range?: IndexRange): Promise<Page>;
  /**
   * All or nothing, at most 100 writes. A contended transaction throws `TableBusy`: nothing was written, try again.
   * One write goes out as a plain conditional put or delete, which costs half.
   */
  write(writes: Write[]): Promise<WriteOutcome>;
}

export class TableBusy extends Error {
  override name = 'TableBusy';
}

/** Where a page is asked for that no page before it has led to. */
export class BadCursor extends Error {
  override name = 'BadCursor';
}

/** One change of the table, in the order of its partition, delivered at least once. */
export type Change = { before?: Item; after?: Item };

/** The table's stream, as one machine reads it. `position` is opaque, and durable where the table is. */
export interface ChangeFeed {
  read(position: string | undefined, limit: number): Promise<{ changes: Change[]; position: string }>;
}

export const MACHINES = ['care-cycle', 'intake', 'assessment', 'goal-setting', 'reassessment'] as const;
export type MachineName = (typeof MACHINES)[number];

export interface Workflows {
  /** Starts an execution; a second start by the same name changes nothing. `name`: at most 80 characters. */
  start(machine: MachineName, name: string, input: Json): Promise<void>;
  /** Hands a task token back. `gone`: nobody waits on it any more, which a repeat and a late answer both find. */
  succeed(token: string, output: Json): Promise<'accepted' | 'gone'>;
}

export type OutboundMessage = {
  /** The same for every try of one intent: provider events carry it back. */
  key: string;
  clinicId: string;
  channel: 'sms' | 'email';
  to: string;
  subject?: string;
  text: string;
  /** From then on nobody may hand it on: quiet hours begin, or what it answers is long past. */
  expires?: Instant;
  /** What a mail has besides its words. */
  mail?: MailParts;
};

export type MailParts = {
  /** Beside the address that it comes from. */
  name: string;
  language: string;
  at: Instant;
  /** What the button says that stands for a paragraph which is one link. */
  button?: string;
  /** One-tap answers: each link only opens the page with that answer chosen, and a person confirms there. */
  asks?: { question: string; answers: { text: string; link: string }[] };
  /** Where a POST without a sign-in ends the mails (RFC 8058). */
  stopUrl?: string;
};

/** `refused` is definite: the provider did not take it. A throw means that nobody knows. */
export type SendOutcome =
  | { sent: 'accepted'; providerId: string }
  /** `optedOut`: the carrier's or the provider's own list says that whoever has the number wants no more. */
  | { sent: 'refused'; reason: string; again: boolean; optedOut?: true };

/** Thrown before anything is sent: what is to be sent cannot be, however often it is tried. */
export class Unsendable extends Error {
  override name = 'Unsendable';
}

export interface Sender {
  send(message: OutboundMessage): Promise<SendOutcome>;
}

/** What other systems may hear of a commit: ids, and kinds of events such as `task.escalated`; no words and no scores. */
export type Announcement = { clinicId: string; clientId: string; seq: number; at: Instant; types: string[] };

export interface Bus {
  /** The positions of those that were not taken; a throw means that nobody knows. */
  put(announcements: readonly Announcement[]): Promise<number[]>;
}

/** Lives rehearsals aside from what is running; how far each is, and what it found, stands in the table. */
export interface Rehearsals {
  start(place: { clinicId: string; rehearsalId: string }): Promise<void>;
}

/** On a bus, whose rule knows them by it. Announcements are `attune`: nobody outside is to hear of a rehearsal. */
export const REHEARSALS_SOURCE = 'attune.rehearsals';

/** Where mail that came in waits to be read. */
export interface Mailbox {
  /** Raw MIME. */
  read(name: string): Promise<Uint8Array>;
}

/** Who calls: what a verified token says. */
export type Role = 'operator' | 'admin' | 'clinician';
export type Actor = { staffId: string; clinicId: string; roles: Role[] };

export interface Identity {
  /** Throws where the token is not ours, expired or malformed. */
  verify(token: string): Promise<Actor>;
}

export type Clock = () => Instant;
/** `bytes` bytes of chance, base64url. */
export type Chance = (bytes: number) => string;
