/** What is to happen in a simulated world, in the order of its time; alike times in the order of their making. */
export type Entry = {
  at: number;
  what: string;
  /** Nothing else runs at once: it waits for more than the world. */
  alone?: true;
  run(): Promise<void>;
};

export function createTimeline() {
  type Placed = Entry & { n: number; off?: true };
  const heap: Placed[] = [];
  let made = 0;
  const before = (a: Placed, b: Placed) => a.at < b.at || (a.at === b.at && a.n < b.n);

  /** What comes back calls it off. */
  function add(entry: Entry): () => void {
    made += 1;
    const placed: Placed = { ...entry, n: made };
    let at = heap.push(placed) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && before(heap[at]!, heap[parent]!); parent = (at - 1) >> 1) {
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
    return () => {
      placed.off = true;
    };
  }

  function first(): Entry | undefined {
    while (heap[0]?.off) take();
    return heap[0];
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

  return {
    add,
    /** Takes it out. */
    take(): Entry | undefined {
      return first() && take();
    },
    peek: first,
  };
}
