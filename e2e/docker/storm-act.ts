import { ApiError } from "@sluice/contract";

/** Holds when everything has ended, of what was acknowledged. */
export type Check = () => Promise<void>;

/** Something that a person asks for. Gives a check of what was acknowledged, null when nothing was. */
export interface Act {
  /** Milliseconds after which the server is killed at the latest. */
  readonly within: number;
  act(n: number): Promise<Check | null>;
}

export type Acts = Readonly<Record<string, Act>>;

/** Most are done, or well begun, within a second. */
export const shortly = 900;

/** Whoever hears no answer knows nothing; whoever is refused knows that nothing was taken. A defect is neither. */
export async function accepted<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    const isRefused = error instanceof ApiError && error.code !== "internal";
    // fetch's own, when the answer was cut off in the middle
    if (isRefused || error instanceof TypeError) return null;
    throw error;
  }
}

/** What was asked for one after the other: what is in force is the last that was accepted, or a later one that nobody heard of. */
export function possible<T>() {
  let values: T[] = [];
  let isSure = false;
  return {
    async ask<A>(value: T, call: Promise<A>): Promise<A | null> {
      values.push(value);
      const answer = await accepted(call);
      if (answer !== null) {
        values = values.slice(values.indexOf(value));
        isSure = true;
      }
      return answer;
    },
    /** Null: nothing was ever accepted. */
    now: (): readonly T[] | null => (isSure ? values : null),
  };
}
