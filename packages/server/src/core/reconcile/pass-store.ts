import { SluiceError } from "@sluice/contract";
import type { ControlEntry } from "../ports/control.ts";
import type { ReleaseStore } from "../ports/store.ts";

/**
 * What a pass without a database remembers: all that the control repository says was brought to life before. So what
 * is missing is healed, and nothing is rolled back or counted anew.
 */
export function passStore(head: string, entries: readonly ControlEntry[]): ReleaseStore {
  const values = new Map(
    entries.flatMap((entry) =>
      entry.kind === "release" ? [[`deployed:${entry.tool}`, JSON.stringify({ release: entry.file.release, control: head })]] : [],
    ),
  );
  return {
    value: (key) => Promise.resolve(values.get(key) ?? null),
    putValue: (key, value) => Promise.resolve(void values.set(key, value)),
    claimValue: (key, value) => Promise.resolve(values.set(key, values.get(key) ?? value).get(key) ?? value),
    values: (prefix) => Promise.resolve(new Map([...values].filter(([key]) => key.startsWith(prefix)))),
    addRelease: () => Promise.reject(new SluiceError("internal", "a pass makes no releases")),
    setReleaseState: () => Promise.resolve(),
    release: () => Promise.resolve(null),
    releases: () => Promise.resolve([]),
    liveRelease: () => Promise.resolve(null),
  };
}
