/**
 * Writers go through together; who collects goes alone. A collection that waits lets no new writer in, so that it comes
 * to its turn.
 */
export interface WriteGate {
  writing<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

export function createWriteGate(): WriteGate {
  const writers = new Set<Promise<void>>();
  /** The last collection that was asked for. */
  let collecting: Promise<void> = Promise.resolve();
  return {
    async writing(work) {
      for (let seen; seen !== collecting;) await (seen = collecting);
      const done = work();
      const writer = settled(done).finally(() => writers.delete(writer));
      writers.add(writer);
      return done;
    },
    alone(work) {
      const before = collecting;
      const done = (async () => {
        await before;
        await Promise.all(writers);
        return work();
      })();
      collecting = settled(done);
      return done;
    },
  };
}
