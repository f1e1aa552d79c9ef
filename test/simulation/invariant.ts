/** What must always hold, whatever goes wrong; and, beside each, the situation that puts it to the test. */
import type { Chart, Message } from '../../functions/care/chart.ts';
import type { Event } from '../../functions/care/events.ts';
import type { Commit } from './observed.ts';
import type { ClientSpec, Told } from './people.ts';
import type { Accepted } from './provider.ts';
import type { World } from './world.ts';

export type ChartCommit = Extract<Commit, { clientId: string }>;
/** Of hundreds of charts, each as it stood, nothing is kept. */
export type Kept = Omit<ChartCommit, 'chart' | 'body'>;

export type Said = Extract<Event, { type: 'response.received' | 'words.received' }>;

/** What an onlooker knows who missed nothing. */
export type Seen = {
  world: World;
  clients: ClientSpec[];
  /** The charts as last committed, by their key. */
  charts: Map<string, Chart>;
  /** Every commit to a chart, in order. */
  commits: Kept[];
  /** What each chart took in of its client's answers and words, in order. */
  said: Map<string, Said[]>;
  /** Every message that was ever meant, as it was meant, by `clinic#client/message`. */
  meant: Map<string, Message>;
  clientOf(pk: string): ClientSpec;
};

export type Hooks = Partial<
  Told & {
    committed(commit: ChartCommit, before: Chart | undefined): void;
    clinicCommitted(commit: Exclude<Commit, { clientId: string }>): void;
    logChanged(pk: string, sk: string): void;
    looked(pk: string, body: string): void;
    accepted(message: Accepted): void;
    /** Most milliseconds by which what is due may be overlooked: a clock is off, or the index lags. */
    cleanScan(late: number): void;
    logged(line: object): void;
    /** When the life is over. */
    ended(): Promise<void>;
  }
>;

export type Invariant = {
  /** Of the thirty. */
  n: number;
  rule: string;
  /** `fails` says how it was broken; `meets` that the situation was reached in which it matters. */
  watch(seen: Seen, fails: (how: string) => void, meets: () => void): Hooks;
};

export const invariant = (n: number, rule: string, watch: Invariant['watch']): Invariant => ({
  n,
  rule,
  watch,
});

/** `clinic#client#message`, with `#n` where it went to several. */
export function keyParts(key: string): { pk: string; messageId: string } {
  const [clinicId, clientId, messageId = ''] = key.split('#');
  return { pk: `${clinicId}#${clientId}`, messageId };
}
