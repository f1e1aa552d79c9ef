/** Milliseconds of one at a time, and how many a second in all. */
export type Figures = { p50: number; p95: number; p99: number; perSecond: number };

/** Runs `work` over `all`, `atOnce` at a time. */
export async function time<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<Figures> {
  const took: number[] = [];
  const queue = all.values();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of queue) {
        const start = performance.now();
        await work(one);
        took.push(performance.now() - start);
      }
    }),
  );
  const perSecond = (all.length / (performance.now() - from)) * 1000;
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), perSecond };
}
