/** Hands on what several sources push to one reader, in the order of coming. */
export interface LineQueue<T> {
  push(...items: readonly T[]): void;
  /** No more will come. */
  end(): void;
  read(): AsyncIterable<T>;
}

export function createLineQueue<T>(): LineQueue<T> {
  let items: T[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  return {
    push(...more) {
      items.push(...more);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *read() {
      for (;;) {
        const now = items;
        items = [];
        yield* now;
        if (items.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
