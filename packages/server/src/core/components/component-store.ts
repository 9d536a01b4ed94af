import { SluiceError } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { ReleaseStore } from "../ports/store.ts";

/** What is remembered of components: which commit was brought to life. Their history is the control repository's. */
export function componentStore(store: Pick<ReleaseStore, "value" | "putValue" | "claimValue" | "values">): ReleaseStore {
  return {
    value: (key) => store.value(own(key)),
    putValue: (key, value) => store.putValue(own(key), value),
    claimValue: (key, value) => store.claimValue(own(key), value),
    values: async (prefix) => new Map([...(await store.values(own(prefix)))].map(([key, value]) => [key.slice(own("").length), value])),
    addRelease: () => Promise.reject(new SluiceError("internal", "a component has no releases in the store")),
    setReleaseState: () => Promise.resolve(),
    release: () => Promise.resolve(null),
    releases: () => Promise.resolve([]),
    liveRelease: () => Promise.resolve(null),
  };
}

const own = (key: string): string => `component:${key}`;

/** Logs of components' deployments, apart from those of tools of the same name. */
export function componentLogs(logs: Logs): Logs {
  const own = (name: string): string => `component-${name}`;
  return {
    ...logs,
    append: (name, lines) => logs.append(own(name), lines),
    complete: (name) => logs.complete(own(name)),
    isComplete: (name) => logs.isComplete(own(name)),
    read: (name, range, signal) => logs.read(own(name), range, signal),
  };
}
