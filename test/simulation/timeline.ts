/** What is to happen in a simulated world, in the order of its time; alike times in the order of their making. */
export type Entry = { at: number; what: string; run(): Promise<void> };

export function createTimeline() {
  const heap: (Entry & { n: number })[] = [];
  let made = 0;
  const before = (a: Entry & { n: number }, b: Entry & { n: number }) =>
    a.at < b.at || (a.at === b.at && a.n < b.n);

  function add(entry: Entry): void {
    made += 1;
    let at = heap.push({ ...entry, n: made }) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && before(heap[at]!, heap[parent]!); parent = (at - 1) >> 1) {
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  function take(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (!first || first === last) return first;
    heap[0] = last!;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }

  return { add, take, peek: (): Entry | undefined => heap[0], size: () => heap.length };
}
export type Timeline = ReturnType<typeof createTimeline>;
