import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { PackageSetRow } from "../ports/package-store.ts";
import { bakeTurns } from "./bake-turns.ts";

/** The store's promise, in memory: its contract suite holds the real one to it. */
function leases() {
  const held = new Map<string, string>();
  return {
    claimBake: async (set: string, holder: string) => {
      if (held.has(set) && held.get(set) !== holder) return false;
      held.set(set, holder);
      return true;
    },
    endBake: async (set: string, holder: string) => void (held.get(set) === holder && held.delete(set)),
    putSet: async () => undefined,
    renewSet: async () => true,
    useSet: async () => true,
  };
}

const set: PackageSetRow = { name: "x", side: "run", base: "debian-13", packages: [] };

function server(store: ReturnType<typeof leases>, holder: string, stop = new AbortController().signal) {
  return bakeTurns({
    store,
    holder,
    stop,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
    pause: (ms, signal) => delay(Math.min(ms, 5), undefined, { signal }).catch(() => undefined),
    onProblem: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
}

test("a set is baked by one at a time over two servers, and whoever waits is told once", async () => {
  const store = leases();
  const [one, other] = [server(store, "a"), server(store, "b")];
  let inside = 0;
  let most = 0;
  let waits = 0;
  const bake = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await delay(20);
    inside -= 1;
  };
  await Promise.all([one, other, one, other].map((turns) => turns.alone(set, () => (waits += 1), bake)));
  expect(most).toBe(1);
  expect(waits).toBeGreaterThanOrEqual(3);
});

test("a failed bake gives the turn to the next, who tries for itself", async () => {
  const turns = server(leases(), "a");
  const first = turns.alone(
    set,
    () => undefined,
    async () => Promise.reject(new Error("mirror away")),
  );
  const second = turns.alone(
    set,
    () => undefined,
    async () => "baked",
  );
  await expect(first).rejects.toThrow("mirror away");
  expect(await second).toBe("baked");
});

test("a server that stops does not wait on", async () => {
  const store = leases();
  await store.claimBake("x", "other");
  const stop = new AbortController();
  const waiting = server(store, "a", stop.signal).alone(
    set,
    () => stop.abort(),
    async () => "never",
  );
  await expect(waiting).rejects.toThrow("abort");
});
