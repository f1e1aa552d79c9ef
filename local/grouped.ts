import { type Item, sameItem, type Table, type Write, type WriteOutcome } from '../functions/ports.ts';

type Put = Extract<Write, { put: Item }>;
type Waiting = PromiseWithResolvers<WriteOutcome> & { put: Put };

/** What waits longer makes the next one longer for all. */
const MOST = 25;

/**
 * Single puts that come while others are on their way, such as the records of who looked at what, go together in one
 * transaction, and wait for the disk once. Each is committed before its caller hears of it, and where one is refused,
 * every one goes by itself. What is more than one write already stays the transaction that it is.
 */
export function grouped(write: Table['write']): Table['write'] {
  let waiting: Waiting[] = [];
  let underWay = false;

  /** In their order, and no two on the same item. */
  function next(): Waiting[] {
    const keys = new Set<string>();
    const group = waiting.slice(0, MOST);
    const end = group.findIndex(({ put }) => keys.size === keys.add(`${put.put.pk}\n${put.put.sk}`).size);
    const taken = end < 0 ? group : group.slice(0, end);
    waiting = waiting.slice(taken.length);
    return taken;
  }

  /** `tried`: nobody knows what became of the group, and the item that refuses it may be this very one. */
  async function alone({ put, resolve, reject }: Waiting, tried: boolean): Promise<void> {
    try {
      const outcome = await write([put]);
      const ourOwn = tried && !outcome.done && sameItem(put.put, outcome.refused[0]?.standing);
      resolve(ourOwn ? { done: true } : outcome);
    } catch (error) {
      reject(error);
    }
  }

  async function sendAll(): Promise<void> {
    underWay = true;
    while (waiting.length > 0) {
      const group = next();
      let outcome: WriteOutcome | undefined;
      if (group.length > 1) outcome = await write(group.map(({ put }) => put)).catch(() => undefined);
      if (outcome?.done) for (const { resolve } of group) resolve({ done: true });
      else await Promise.all(group.map((one) => alone(one, group.length > 1 && !outcome)));
    }
    underWay = false;
  }

  return (writes) => {
    const [first] = writes;
    if (writes.length !== 1 || !('put' in first!)) return write(writes);
    const one: Waiting = { put: first, ...Promise.withResolvers<WriteOutcome>() };
    waiting.push(one);
    if (!underWay) void sendAll();
    return one.promise;
  };
}
