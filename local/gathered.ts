import { keyOf, refuseBadWrites } from '../functions/adapters/table-schema.ts';
import type { Table, Write, WriteOutcome } from '../functions/ports.ts';

/** As many as one transaction takes; and the bytes from which on it gains nothing to be part of one. */
const MOST_WRITES = 100;
const MOST_BYTES = 256 * 1024;

type Waiting = { writes: Write[]; bytes: number; told: PromiseWithResolvers<WriteOutcome> };

/**
 * Writes that come while one is under way go together into the next. The engine makes one transaction at a time, and waits
 * for the disk at the end of each: of eight at once it then makes a third.
 */
export function gathered(table: Table): Table {
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const together = nextOf(waiting);
      waiting = waiting.slice(together.length);
      await writeTogether(together);
    }
    isWriting = false;
  }

  async function writeTogether(together: Waiting[]): Promise<void> {
    if (together.length > 1) {
      try {
        const outcome = await table.write(together.flatMap(({ writes }) => writes));
        if (outcome.done) {
          for (const { told } of together) told.resolve(outcome);
          return;
        }
      } catch (error) {
        // Nobody knows whether it was written: to try each again could take one for refused that is done.
        for (const { told } of together) told.reject(error);
        return;
      }
    }
    // Alone, or because one of them was refused, which is none of the others' business.
    await Promise.all(
      together.map(({ writes, told }) => table.write(writes).then(told.resolve, told.reject)),
    );
  }

  return {
    ...table,
    async write(writes) {
      const bytes = refuseBadWrites(writes).reduce((sum, one) => sum + one, 0);
      const told = Promise.withResolvers<WriteOutcome>();
      waiting.push({ writes, bytes, told });
      if (!isWriting) writeAll();
      return told.promise;
    },
  };
}

/** From the front, as many as go together: no item twice, for a second write of it has to meet the first. */
function nextOf(waiting: Waiting[]): Waiting[] {
  const keys = new Set<string>();
  let total = 0;
  const end = waiting.findIndex(({ writes, bytes }, at) => {
    const own = writes.map((write) => `${keyOf(write).pk}\n${keyOf(write).sk}`);
    const goesToo =
      keys.size + own.length <= MOST_WRITES &&
      total + bytes <= MOST_BYTES &&
      !own.some((key) => keys.has(key));
    for (const key of own) keys.add(key);
    total += bytes;
    return at > 0 && !goesToo;
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}
