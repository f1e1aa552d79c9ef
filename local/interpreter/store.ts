/**
 * Executions, task tokens and definitions in the table. An execution is one item; whoever advances it writes it
 * back on the condition that its revision is still the one that was read.
 */
import { createHash } from 'node:crypto';
import {
  type Clock,
  type Item,
  type Json,
  type Table,
  TableBusy,
  type Write,
} from '../../functions/ports.ts';
import type { Definition } from './definition.ts';
import {
  DUE,
  type Execution,
  type ExecutionId,
  executionKey,
  idOf,
  isSame,
  itemOf,
  tokenKey,
} from './execution.ts';

/** An execution as it was last read or written here, with the writes that have to go along with its next one. */
export type Held = { x: Execution; revision: number; dueSk?: string; along: Write[] };

/** Someone else advanced the execution first: what was done since it was read does not count. */
export class Overtaken extends Error {}

const TRIES_WHEN_BUSY = 5;

export type Store = ReturnType<typeof createStore>;

export function createStore(table: Table, clock: Clock) {
  const definitions = new Map<string, Definition>();
  const kept = new Set<string>();

  async function write(writes: Write[]): Promise<number[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcome = await table.write(writes);
        return outcome.done ? [] : outcome.refused.map(({ write }) => write);
      } catch (error) {
        if (!(error instanceof TableBusy) || tries >= TRIES_WHEN_BUSY) throw error;
      }
    }
  }

  async function load(id: ExecutionId): Promise<Held | undefined> {
    const item = await table.get(executionKey(id));
    return item && heldOf(item);
  }

  const putOf = ({ x, revision }: Held) =>
    ({
      put: itemOf(x, revision + 1, clock()),
      when: { attribute: 'revision', equals: revision },
    }) satisfies Write;

  /** The parent's write that makes it look at its child, where it still waits for it. */
  async function wakeParent(child: Execution): Promise<Write[]> {
    const parent = child.parent && (await load(child.parent));
    const waiting = parent?.x.waiting;
    if (waiting?.for !== 'child' || !isSame(waiting.child, child)) return [];
    const write = putOf(parent!);
    return [{ ...write, put: { ...write.put, dueSk: clock() } }];
  }

  return {
    load,

    /** `false` where one of `more` was refused: then nothing was written. Throws `Overtaken`, and `States.DataLimitExceeded`. */
    async save(held: Held, more: Write[] = []): Promise<boolean> {
      for (;;) {
        const own = putOf(held);
        const parent = held.x.status === 'RUNNING' ? [] : await wakeParent(held.x);
        const asked = [own, ...held.along, ...more];
        const refused = await write([...asked, ...parent]);
        if (refused.includes(0)) throw new Overtaken();
        if (refused.length === 0) {
          held.revision += 1;
          held.along = [];
          return true;
        }
        if (refused.some((position) => position < asked.length)) return false;
      }
    },

    /** `false` where there is one by that name. */
    async create(x: Execution): Promise<boolean> {
      return (await write([createOf(x, clock())])).length === 0;
    },

    async executionOf(tokenHash: string): Promise<ExecutionId | undefined> {
      const item = await table.get(tokenKey(tokenHash));
      return item && (JSON.parse(String(item.body)) as ExecutionId);
    },

    /** Pages through what is due by now; `visit` may change it meanwhile. */
    async *due(): AsyncGenerator<ExecutionId[]> {
      let after: string | undefined;
      do {
        const page = await table.queryIndex('due', DUE, { upTo: clock(), after, limit: 100 });
        if (page.items.length > 0) yield page.items.map((item) => idOf(item.pk));
        after = page.next;
      } while (after !== undefined);
    },

    async earliestDue(): Promise<string | undefined> {
      const { items } = await table.queryIndex('due', DUE, { limit: 1 });
      return items[0] && String(items[0].dueSk);
    },

    /** Keeps a definition for the executions that start with it, and returns the hash to find it by. */
    async keep(definition: Definition): Promise<string> {
      const body = JSON.stringify(definition);
      const hash = createHash('sha256').update(body).digest('hex');
      if (!kept.has(hash)) {
        await write([{ put: { ...definitionKey(hash), body }, when: 'absent' }]);
        kept.add(hash);
        definitions.set(hash, definition);
      }
      return hash;
    },

    async definition(hash: string): Promise<Definition> {
      let definition = definitions.get(hash);
      if (!definition) {
        const item = await table.get(definitionKey(hash));
        if (!item) throw new Error(`The definition ${hash} of a running execution is missing from the table`);
        definition = JSON.parse(String(item.body)) as Definition;
        definitions.set(hash, definition);
      }
      return definition;
    },
  };
}

const definitionKey = (hash: string) => ({ pk: `MACHINE#${hash}`, sk: 'DEFINITION' });

const heldOf = (item: Item): Held => ({
  x: JSON.parse(String(item.body)) as Execution,
  revision: Number(item.revision),
  dueSk: item.dueSk === undefined ? undefined : String(item.dueSk),
  along: [],
});

export const createOf = (x: Execution, now: string): Write => ({ put: itemOf(x, 1, now), when: 'absent' });
export const attachOf = ({ x, revision, dueSk }: Held, parent: ExecutionId): Write => ({
  put: { ...itemOf({ ...x, parent }, revision + 1, dueSk!), dueSk: dueSk! },
  when: { attribute: 'revision', equals: revision },
});
export const tokenPut = (hash: string, { machine, name }: ExecutionId): Write => ({
  put: { ...tokenKey(hash), body: JSON.stringify({ machine, name } satisfies Json) },
  when: 'absent',
});
