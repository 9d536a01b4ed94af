import type { LanguageFiles } from "../ports/language-files.ts";
import { languageSet, type LanguageEntry, type LanguageSet } from "./own-languages.ts";

/** The languages in force, as the control repository's head has them. */
export interface LanguageCatalog {
  readonly shipped: readonly LanguageEntry[];
  /** Looks at the head; costs next to nothing while no language has changed in it. */
  now(): Promise<LanguageSet>;
  /** What `now` gave last; the shipped ones before the first call. */
  last(): LanguageSet;
  /** As they would be at a commit that is not the head (yet). */
  at(commit: string): Promise<LanguageSet>;
  /** Calls back when `now` has found other languages than before. */
  onChange(listener: (set: LanguageSet) => void): void;
}

export function languageCatalog(shipped: readonly LanguageEntry[], files: LanguageFiles): LanguageCatalog {
  const listeners: ((set: LanguageSet) => void)[] = [];
  let last = languageSet(shipped, []);
  let lastState = "";
  let seen: { readonly head: string | null; readonly set: Promise<LanguageSet> } = { head: null, set: Promise.resolve(last) };

  async function at(commit: string): Promise<LanguageSet> {
    const own = (await files.readAll(commit)).map(({ path, data }) => ({ path, text: data.toString("utf8") }));
    return languageSet(shipped, own);
  }

  async function look(head: string): Promise<LanguageSet> {
    const state = await files.state(head);
    if (state === lastState) return last;
    const found = await at(head);
    lastState = state;
    if (found.buildpacks.digest === last.buildpacks.digest && isSame(found, last)) return last;
    last = found;
    for (const listener of listeners) listener(found);
    return found;
  }

  return {
    shipped,
    async now() {
      const head = await files.head();
      if (head === null || head === seen.head) return seen.set;
      const before = seen;
      const mine = { head, set: before.set.catch(() => last).then(() => look(head)) };
      seen = mine;
      try {
        return await mine.set;
      } catch (error) {
        // The next one looks again.
        if (seen === mine) seen = { head: null, set: Promise.resolve(last) };
        throw error;
      }
    },
    last: () => last,
    at,
    onChange: (listener) => void listeners.push(listener),
  };
}

function isSame(a: LanguageSet, b: LanguageSet): boolean {
  const files = ({ entries, broken }: LanguageSet): string => JSON.stringify([entries.map(({ file }) => file), broken]);
  return files(a) === files(b);
}
