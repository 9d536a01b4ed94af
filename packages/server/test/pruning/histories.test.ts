import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, SluiceError, ToolName } from "@sluice/contract";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { prune } from "../../src/core/pruning/prune.ts";
import { pinRelease, unpinRelease } from "../../src/core/releases/pin.ts";
import { promote } from "../../src/core/releases/promote.ts";
import { rollback } from "../../src/core/releases/rollback.ts";
import { seeded } from "../fixtures/seeded.ts";
import { runSetOf, setsMs } from "./played-sets.ts";
import { ada, digestOf, graceMs, host, keptCount, Killed, type PlayedPlatform, playPlatform } from "./played-platform.ts";

const foo = ToolName.parse("foo");
const tools = [foo, ToolName.parse("foo-beta"), ToolName.parse("bar")];
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** All that anything alive names, found in the plainest way; with the repository where it must be. */
async function alive(store: Store, on: PlayedPlatform): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>();
  const add = (repository: string, digest: Digest, why: string): void => void named.set(`${repository}@${digest}`, why);
  for (const file of on.headOf().values())
    add(
      file.image.slice(host.length + 1, file.image.indexOf("@")),
      file.image.slice(file.image.indexOf("@") + 1) as Digest,
      `${file.tool} runs it`,
    );
  for (const tool of tools) {
    const releases = await store.releases(tool, { limit: 500 });
    const pins = await store.pins(tool);
    for (const { number, state, image } of releases) {
      if (state === "live" || state === "deploying") add(tool, image, `v${number} of ${tool} is ${state}`);
      if (pins.has(number)) add(tool, image, `v${number} of ${tool} is pinned`);
    }
    const everLive = releases.filter(({ live }) => live !== null).toSorted((a, b) => ((a.live ?? "") < (b.live ?? "") ? 1 : -1));
    const newest = [...new Set(everLive.map(({ image }) => image))].slice(0, keptCount);
    for (const image of newest) add(tool, image, `${tool} may go back to it`);
  }
  for (const { tool, image, id } of await store.openRuns(null))
    add(tool, image.slice(image.indexOf("@") + 1) as Digest, `run ${id} uses it`);
  for (const digest of on.previews.keys()) {
    if (![...on.registry.keys()].some((key) => key.endsWith(digest))) add("a preview", digest, "a preview runs it");
  }
  return named;
}

interface History {
  readonly store: Store;
  readonly on: PlayedPlatform;
  readonly below: (n: number) => number;
}

/** What people do. What is refused is refused with a sentence; anything else is a defect. */
async function act({ store, on, below }: History): Promise<void> {
  const tool = tools[below(tools.length)] ?? foo;
  const releases = await store.releases(tool, { limit: 500 });
  const some = releases[below(Math.max(1, releases.length))]?.number ?? on.release(1);
  const unlessRefused = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => {
      const refused = error instanceof SluiceError && ["wrong-state", "not-found", "invalid-request"].includes(error.code);
      if (!refused) throw error;
      return null;
    });
  const releaseOf = async (work: Promise<unknown>): Promise<void> => {
    const made = await unlessRefused(work);
    if (made !== null) await on.live(made as never);
  };
  switch (below(12)) {
    case 0:
    case 1:
    case 2:
      // of few images, so that old ones are made again
      if ((await store.tool(tool)) === null) await store.createTool({ name: tool, created: on.clock.now(), createdBy: ada }, ada);
      return on.push(tool, digestOf(1 + below(12)));
    case 3:
      return releaseOf(rollback(on.deps, { tool, by: ada }));
    case 4:
      return releaseOf(rollback(on.deps, { tool, by: ada, release: some }));
    case 5:
      return releaseOf(promote(on.deps, { from: tool, to: tools[below(tools.length)] ?? tool, by: ada }));
    case 6: {
      const pinned = below(3) > 0;
      await unlessRefused(pinned ? pinRelease(on.deps, tool, some, { by: ada, why: "" }) : unpinRelease({ store }, tool, some));
      return;
    }
    case 7: {
      const file = on.headOf().get(tool);
      const spec = { tool, job: null, command: "true", memory: "1Mi", cpu: "1m", timeout: 1, retries: 0, concurrency: "allow" as const };
      if (file !== undefined)
        await unlessRefused(
          store.addRun({ ...spec, release: file.release, image: file.image, cause: "manual", askedBy: ada, reason: null }, on.clock.now()),
        );
      return;
    }
    case 8:
      for (const { id } of await store.openRuns(tool)) await store.cancelRun(id, "enough", on.clock.now());
      return;
    case 10:
      return on.sets.refresh(`${below(2) === 0 ? "run" : "build"}-${below(5)}`);
    case 9: {
      if (below(3) > 0) return;
      await on.control.commit(tool, null, { author: { name: "", email: "" }, subject: "", body: "", trailers: {} });
      await store.deleteTool(tool);
      return;
    }
    default: {
      const digest = digestOf(1 + below(12));
      if (below(2) === 0) return void on.previews.delete(digest);
      if (!(await on.images.use(digest))) return;
      const known = tools.find((one) => on.registry.has(`${one}@${digest}`));
      if (known !== undefined && (await on.registryPort.resolve(known, digest)) !== null) on.previews.set(digest, "a preview");
    }
  }
}

/** Of sets and bases only what images stand on is left: each with its row, its run image and its base. */
async function nothingUnneeded({ store, on }: History, seed: number): Promise<void> {
  const standing = new Set([...on.registry.values()].flatMap(({ digest }) => runSetOf(digest) ?? []));
  const rows = await store.packageSets();
  const bases = new Set(rows.map(({ base }) => base));
  expect({ seed, sets: new Set(rows.map(({ name }) => name)) }).toEqual({ seed, sets: standing });
  expect({ seed, tags: new Set([...on.sets.runImages.values()].map(({ set }) => set)) }).toEqual({ seed, tags: standing });
  expect({ seed, images: new Set(on.sets.local.keys()) }).toEqual({ seed, images: new Set([...standing, ...bases]) });
  expect({ seed, former: [...on.sets.former.keys()] }).toEqual({ seed, former: [] });
}

async function play(seed: number, steps: number): Promise<number> {
  const below = seeded(seed);
  const directory = await mkdtemp(join(tmpdir(), "sluice-histories-"));
  const store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  await store.putUser({ name: ada, admin: false });
  /** Set while a pruning goes on: what people do comes between its steps, and it may be killed. */
  let meddling = false;
  let inside = 0;
  const meanwhile: Promise<void>[] = [];
  const on = playPlatform(store, async (point) => {
    for (let turns = below(3); turns > 0; turns -= 1) await tick();
    if (!meddling) return;
    if (["listed", "copies", "delete", "deleted", "collect"].includes(point)) {
      if (below(25) === 0) throw new Killed(point);
      if (inside < 2 && below(2) === 0) {
        inside += 1;
        meanwhile.push(act({ store, on, below }).finally(() => (inside -= 1)));
      }
    }
  });
  const history = { store, on, below };
  /** When each image in the registry was last named, by what is seen after each step. */
  const lastNamed = new Map<string, number>();

  const look = async (): Promise<void> => {
    const named = await alive(store, on);
    for (const [key, why] of named) {
      if (!on.registry.has(key)) throw new Error(`seed ${seed}: ${key} is gone although ${why}`);
      const digest = key.slice(key.indexOf("@") + 1) as Digest;
      const set = runSetOf(digest);
      if (set !== null && !on.sets.hasRunImage(set))
        throw new Error(`seed ${seed}: ${set} is gone, on which ${key} stands, although ${why}`);
      lastNamed.set(digest, on.now());
    }
    for (const digest of on.previews.keys()) lastNamed.set(digest, on.now());
  };

  for (let step = 0; step < steps; step += 1) {
    if (below(3) > 0) await act(history);
    else {
      const from = on.deletions.length;
      const began = on.now();
      meddling = true;
      await prune(on.pruning, new AbortController().signal).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      meddling = false;
      await Promise.all(meanwhile.splice(0));
      for (const digest of on.deletions.slice(from)) {
        const unnamed = began - (lastNamed.get(digest) ?? Number.NEGATIVE_INFINITY);
        if (unnamed < graceMs) throw new Error(`seed ${seed}: ${digest} went ${unnamed} ms after it was last named`);
      }
    }
    const early = on.sets.removals.filter(({ unused }) => unused < setsMs);
    if (early.length > 0) throw new Error(`seed ${seed}: went too early: ${JSON.stringify(early)}`);
    await look();
    on.pass(below(4) === 0 ? below(3 * graceMs) : below(graceMs / 20));
  }

  // all that is unnamed goes after the grace, whatever was cut off before; uses that came to nothing end by themselves
  for (let rest = 0; rest < 3; rest += 1) {
    await prune(on.pruning, new AbortController().signal);
    await look();
    on.pass(2 * graceMs);
  }
  await prune(on.pruning, new AbortController().signal);
  await look();
  const named = new Set([...(await alive(store, on)).keys()].map((key) => key.slice(key.indexOf("@") + 1)));
  const starts = new Set((await store.namedImages(keptCount)).map(({ digest }) => digest));
  for (const { digest, repository } of on.registry.values()) {
    const needed = named.has(digest) || starts.has(digest) || on.previews.has(digest);
    if (!needed) throw new Error(`seed ${seed}: ${repository}@${digest} stays although nothing names it`);
  }
  for (const digest of on.copies) {
    if (!named.has(digest) && !starts.has(digest) && !on.previews.has(digest)) throw new Error(`seed ${seed}: the copy of ${digest} stays`);
  }
  await nothingUnneeded({ store, on, below }, seed);
  expect((await store.imageMarks("here")).filter(({ state }) => state !== "used")).toEqual([]);
  expect(on.sets.removals.length).toBeGreaterThan(0);
  return on.deletions.length;
}

test("over random histories nothing goes that anything alive names, and all goes that nothing names", { timeout: 300_000 }, async () => {
  const first = Number(process.env["SLUICE_TEST_SEED"] ?? 1);
  let deleted = 0;
  for (let seed = first; seed < first + 25; seed += 1) deleted += await play(seed, 80);
  // the histories are such that pruning has work to do
  expect(deleted).toBeGreaterThan(100);
});
