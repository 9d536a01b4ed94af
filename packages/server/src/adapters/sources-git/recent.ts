/** What was asked for last. */
export interface Recent<V> {
  /** The value of a key, made when it is not kept: once, also for those that ask at the same time. */
  get(key: string, make: () => Promise<V>): Promise<V>;
}

/** Keeps the values of `size` keys, those for which `fits` says so. What fails is not kept. */
export function recent<V>(size: number, fits: (value: V) => boolean = () => true): Recent<V> {
  const kept = new Map<string, Promise<V>>();
  return {
    get(key, make) {
      const value = kept.get(key) ?? make();
      kept.delete(key);
      kept.set(key, value);
      const forget = (): void => {
        if (kept.get(key) === value) kept.delete(key);
      };
      value.then((made) => {
        if (!fits(made)) forget();
      }, forget);
      const [oldest] = kept.keys();
      if (kept.size > size && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}
