import type { ToolName } from "@sluice/contract";
import { z } from "zod";
import type { Instance, Runtime } from "../ports/runtime.ts";
import type { ReleaseStore } from "../ports/store.ts";

/** Copies that were found as wanted, by their id, with their process. */
const Known = z.object({ home: z.string(), copies: z.record(z.string(), z.string()) });
type Known = z.infer<typeof Known>;

type Copy = Pick<Instance, "id" | "process">;
type Present = Pick<Instance, "id" | "byHand" | "altered">;

/**
 * What was left running, kept over a stop of the server: whatever of it is gone afterwards was ended by somebody, as
 * what ends by itself stays in the runtime's listing. Whoever of us ends a copy takes it out of here first.
 */
export interface KnownCopies {
  note(tool: ToolName, copies: readonly Copy[]): Promise<void>;
  forget(tool: ToolName, ids: readonly string[]): Promise<void>;
  has(tool: ToolName, id: string): Promise<boolean>;
  /** Processes of which somebody ended, altered or removed a known copy; none when the runtime lost all together. */
  goneByHand(tool: ToolName, present: readonly Present[]): Promise<ReadonlySet<string>>;
}

export function createKnownCopies(store: ReleaseStore, runtime: Pick<Runtime, "home">): KnownCopies {
  const cache = new Map<ToolName, Known | null>();
  const writes = new Map<ToolName, Promise<void>>();
  let home: Promise<string> | null = null;
  const homeNow = (): Promise<string> => {
    home ??= runtime.home().catch((error: unknown) => {
      home = null;
      throw error;
    });
    return home;
  };

  async function read(tool: ToolName): Promise<Known | null> {
    const cached = cache.get(tool);
    if (cached !== undefined) return cached;
    const text = (await store.value(`copies:${tool}`)) ?? "";
    const found = text === "" ? null : Known.parse(JSON.parse(text));
    const own = found?.home === (await homeNow()) ? found : null;
    cache.set(tool, own);
    return own;
  }
  /** Written in the order in which it was said, whatever the store does with two at once. */
  function write(tool: ToolName, known: Known): Promise<void> {
    cache.set(tool, known);
    const next = (writes.get(tool) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => store.putValue(`copies:${tool}`, Object.keys(known.copies).length === 0 ? "" : JSON.stringify(known)));
    writes.set(tool, next);
    return next;
  }

  return {
    async note(tool, copies) {
      const known = await read(tool);
      const wanted = Object.fromEntries(copies.map(({ id, process }) => [id, process]));
      const isSame = known !== null && sameKeys(known.copies, wanted);
      if (!isSame) await write(tool, { home: await homeNow(), copies: wanted });
    },
    async forget(tool, ids) {
      const known = await read(tool);
      if (known === null || !ids.some((id) => id in known.copies)) return;
      await write(tool, { ...known, copies: Object.fromEntries(Object.entries(known.copies).filter(([id]) => !ids.includes(id))) });
    },
    has: async (tool, id) => (await read(tool))?.copies[id] !== undefined,
    async goneByHand(tool, present) {
      const known = await read(tool);
      const there = new Set(present.filter((one) => one.byHand !== true && one.altered === undefined).map(({ id }) => id));
      return new Set(Object.entries(known?.copies ?? {}).flatMap(([id, process]) => (there.has(id) ? [] : [process])));
    },
  };
}

/** Under the policy `heal` nobody asks. */
export const noKnownCopies: KnownCopies = {
  note: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  has: () => Promise.resolve(false),
  goneByHand: () => Promise.resolve(new Set()),
};

function sameKeys(some: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(some);
  return keys.length === Object.keys(others).length && keys.every((key) => key in others);
}
