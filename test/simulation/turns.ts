/**
 * One effect at a time, in an order that the seed alone decides: between two of them, all that can go on without one goes
 * on to its next. So what happens at once happens in the same order on every engine, however long each takes to answer.
 */
export function createTurns(pick: (from: number) => number) {
  const waiting: (() => Promise<void>)[] = [];
  let going: Promise<void> | undefined;

  async function go(): Promise<void> {
    for (;;) {
      // A tick comes when no promise has anything left to do.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if (waiting.length === 0) break;
      const [next] = waiting.splice(waiting.length > 1 ? pick(waiting.length) : 0, 1);
      await next!();
    }
    going = undefined;
  }

  return {
    take<T>(effect: () => Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        waiting.push(() => effect().then(resolve, reject));
        going ??= go();
      });
    },
    /** When nothing waits any more: what failed has left others behind that go on. */
    rest: async () => {
      while (going) await going;
    },
  };
}
