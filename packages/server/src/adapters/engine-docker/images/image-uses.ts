/** Keeps those who use an image and those who remove it apart, within this server. */
export interface ImageUses {
  /** Until it is disposed of, none of these is removed. Wait for settled() before you look for them. */
  hold(names: readonly string[]): Disposable;
  /** Resolves when none of these is being removed. */
  settled(names: readonly string[]): Promise<void>;
  /** False, and nothing is done, while somebody holds it. */
  removeUnheld(name: string, work: () => Promise<boolean>): Promise<boolean>;
}

export function imageUses(): ImageUses {
  const held = new Map<string, number>();
  const going = new Map<string, Promise<boolean>>();
  const add = (name: string, n: number): void => {
    const count = (held.get(name) ?? 0) + n;
    if (count === 0) held.delete(name);
    else held.set(name, count);
  };
  return {
    hold(names) {
      for (const name of names) add(name, 1);
      let isHeld = true;
      return {
        [Symbol.dispose]() {
          if (isHeld) for (const name of names) add(name, -1);
          isHeld = false;
        },
      };
    },
    async settled(names) {
      await Promise.allSettled(names.flatMap((name) => going.get(name) ?? []));
    },
    async removeUnheld(name, work) {
      if (held.has(name) || going.has(name)) return false;
      const removal = work();
      going.set(name, removal);
      try {
        return await removal;
      } finally {
        going.delete(name);
      }
    },
  };
}
