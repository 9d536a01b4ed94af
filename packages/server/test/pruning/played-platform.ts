import {
  BuildId,
  CommitHash,
  Digest,
  Moment,
  ReleaseFile,
  ReleaseNumber,
  SluiceError,
  type ToolName,
  UserName,
  type Release,
} from "@sluice/contract";
import { keepImage } from "../../src/core/builds/keep-image.ts";
import { runRepository } from "../../src/core/packages/run-repository.ts";
import type { Control, ControlEntry } from "../../src/core/ports/control.ts";
import type { StoredImage } from "../../src/core/ports/registry.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { controlNames, storeNames, type NameSource } from "../../src/core/pruning/names.ts";
import type { PruneDependencies } from "../../src/core/pruning/dependencies.ts";
import { imageUse } from "../../src/core/pruning/use-image.ts";
import { keptReleases } from "../../src/core/releases/kept-releases.ts";

import { playSets, runSetOf, setsMs } from "./played-sets.ts";

export const ada = UserName.parse("ada");
export const host = "127.0.0.1:5000";
export const keptCount = 3;
export const graceMs = 3600_000;
export const digestOf = (n: number): Digest => Digest.parse(`sha256:${n.toString(16).padStart(64, "0")}`);
const commitHash = CommitHash.parse("c".repeat(40));

export class Killed extends Error {
  override readonly name = "Killed";
}

type Hook = (point: string) => Promise<void>;

/**
 * A platform whose store is real and whose registry, engine and control repository are lists, with everything that
 * happens to images done by the real code. `hook` is called wherever something else may come between.
 */
export function playPlatform(store: Store, hook: Hook) {
  let time = Date.UTC(2026, 0, 1);
  const clock = { now: () => Moment.parse(new Date((time += 1)).toISOString()), monotonic: () => time };
  /** Repository and digest → when it was pushed. */
  const registry = new Map<string, { readonly repository: string; readonly digest: Digest; pushed: number }>();
  const copies = new Set<Digest>();
  const commits: ReadonlyMap<ToolName, ReleaseFile>[] = [new Map()];
  const previews = new Map<Digest, string>();
  const deletions: Digest[] = [];

  const headOf = (): ReadonlyMap<ToolName, ReleaseFile> => commits.at(-1) ?? new Map<ToolName, ReleaseFile>();
  const at = (name: string | undefined) => (name === undefined ? headOf() : (commits[Number(name)] ?? new Map<ToolName, ReleaseFile>()));
  const entryOf = (file: ReleaseFile): ControlEntry => ({ kind: "release", tool: file.tool, file });
  const control: Control = {
    head: async () => String(commits.length - 1),
    async read(tool, name) {
      await hook("read");
      const file = at(name).get(tool);
      return file === undefined ? null : entryOf(file);
    },
    readAll: async (name) => [...at(name).values()].map(entryOf),
    changed: async () => [],
    async commit(tool, file, _message, over) {
      await hook("commit");
      const present = headOf().get(tool) ?? null;
      if (over !== undefined && JSON.stringify(over) !== JSON.stringify(present)) throw new SluiceError("wrong-state", "moved");
      const next = new Map(headOf());
      if (file === null) next.delete(tool);
      else next.set(tool, file);
      commits.push(next);
      return String(commits.length - 1);
    },
    watch: async () => undefined,
  };
  const keyOf = (repository: string, digest: string): string => `${repository.replace(`${host}/`, "")}@${digest}`;
  const put = (repository: string, digest: Digest): void => {
    // like an exporter: what is there already is not written again
    if (!registry.has(keyOf(repository, digest))) registry.set(keyOf(repository, digest), { repository, digest, pushed: time });
    copies.add(digest);
  };
  const registryPort = {
    host,
    async resolve(repository: string, digest: string) {
      await hook("resolve");
      return registry.has(keyOf(repository, digest)) ? Digest.parse(digest) : null;
    },
    async copy(from: ToolName, to: ToolName, digest: Digest) {
      await hook("copy");
      if (!registry.has(keyOf(from, digest))) throw new SluiceError("not-found", "gone");
      put(to, digest);
    },
  };
  const images = imageUse({ store, clock, installation: "here" });
  const settingsOf = async (): Promise<number> => 0;
  const kept = (tool: ToolName): Promise<readonly Release[]> => keptReleases({ store, registry: registryPort }, tool, keptCount);
  const unsigned = async () => null;
  const deps = {
    unsigned,
    protections: store,
    store,
    control,
    clock,
    history: store,
    tools: store,
    pauses: store,
    registry: registryPort,
    images,
    kept,
    settingsOf,
  };
  const previewNames: NameSource = {
    names: async () => [...previews].map(([digest, why]) => ({ digest, tool: null, why, isSpare: false })),
  };
  const sets = playSets(store, clock, hook);
  const pruning: PruneDependencies = {
    store,
    clock,
    installation: "here",
    sources: [storeNames(store, keptCount), controlNames(control, "tools"), previewNames],
    rules: { releases: keptCount, graceMs, builds: 100, buildsMs: 1e12, cachesMs: 1e12, setsMs },
    setUnder: async (_repository, digest) => runSetOf(digest),
    ahead: () => [],
    pressed: async () => false,
    logs: { stored: async () => [], remove: async () => undefined },
    artifacts: { remove: async () => undefined },
    kept: { stored: async () => [], remove: async () => undefined },
    registry: {
      async *images(only?: string): AsyncIterable<StoredImage> {
        for (const { repository, digest, pushed } of registry.values()) {
          if (only !== undefined && only !== repository) continue;
          yield {
            repository,
            digest,
            tags: [],
            pushed: Moment.parse(new Date(pushed).toISOString()),
            parts: [],
            isAttached: false,
            blobs: new Map([[digest, 1]]),
          };
        }
        for await (const { pushed, ...image } of sets.held()) {
          yield {
            ...image,
            pushed: Moment.parse(new Date(pushed).toISOString()),
            parts: [],
            isAttached: false,
            blobs: new Map([[image.digest, 1]]),
          };
        }
        await hook("listed");
      },
      async deleteDigest(repository, digest) {
        await hook("delete");
        if (repository === runRepository) return sets.deleteRunImage(digest);
        registry.delete(keyOf(repository, digest));
        deletions.push(digest);
        await hook("deleted");
      },
      async collect() {
        await hook("collect");
        return 0;
      },
    },
    engine: {
      ...sets.engine,
      async images() {
        await hook("copies");
        return [...copies].map((digest) => ({ digest, name: `${host}/any@${digest}`, bytes: 1 }));
      },
      async removeImage(name) {
        copies.delete(Digest.parse(name.slice(name.indexOf("@") + 1)));
        return true;
      },
      caches: async () => [],
      cacheBytes: async () => 0,
      removeCache: async () => true,
    },
  };

  async function live({ tool, number }: Pick<Release, "tool" | "number">): Promise<void> {
    const file = headOf().get(tool);
    // a newer wish stands in the control repository, or the tool is gone
    if (file?.release !== number || (await store.release(tool, number)) === null) return;
    await store.setReleaseState(tool, number, { state: "live", live: clock.now(), control: String(commits.length - 1) });
  }
  /** A build that makes this image, to its end. False: pruning was in the way, and the build did it again. */
  async function push(tool: ToolName, digest: Digest): Promise<void> {
    const wish = { tool, pipeline: "main", commit: commitHash, subject: "", author: ada, cause: "push", latestWins: false };
    const { build } = await store.enqueue({ ...wish, key: String(time), branch: "main", branchFrom: commitHash }, clock.now());
    const lease = await store.claim("here", clock.now(), 1e9, 1000);
    if (lease === null) return;
    const { id } = lease.build;
    const repository = `${host}/${tool}`;
    const isKept = await sets.build(digest, async () => {
      for (let tries = 0; tries < 50; tries += 1) {
        await hook("export");
        put(tool, digest);
        await hook("exported");
        if (
          await keepImage(
            { images, registry: registryPort },
            { repository, digest },
            async (part) => void (await store.progress(id, "here", part)),
          )
        )
          return true;
      }
      // a pruning was killed while it removed this very image, and the next one has not come
      return false;
    });
    if (!isKept) {
      const outcome = { state: "failed", fault: "platform", reason: "pruned", image: null, release: null, steps: [] } as const;
      return void (await store.finish(id, "here", outcome, clock.now()));
    }
    const release = await store
      .addRelease({
        tool,
        build: BuildId.parse(build.id),
        commit: commitHash,
        subject: "",
        author: ada,
        cause: "push",
        settings: 0,
        image: digest,
        created: clock.now(),
      })
      .catch((error: unknown) => {
        if (error instanceof SluiceError && error.code === "not-found") return null;
        throw error;
      });
    if (release === null) return;
    const present = headOf().get(tool) ?? null;
    const file = ReleaseFile.parse({
      tool,
      release: release.number,
      image: `${repository}@${digest}`,
      commit: commitHash,
      pipeline: "main",
      build: id,
      settings: 0,
      processes: { web: { command: "serve", port: 8000 } },
    });
    if (present === null || present.release < release.number)
      await control.commit(tool, file, { author: { name: "", email: "" }, subject: "", body: "", trailers: {} });
    await store.finish(
      id,
      "here",
      { state: "succeeded", fault: null, reason: null, image: digest, release: release.number, steps: [] },
      clock.now(),
    );
    await live(release);
  }

  return {
    clock,
    control,
    copies,
    deletions,
    deps,
    headOf,
    images,
    live,
    previews,
    pruning,
    push,
    registry,
    registryPort,
    sets,
    release: (n: number): ReleaseNumber => ReleaseNumber.parse(n),
    pass: (ms: number) => void (time += ms),
    now: () => time,
  };
}

export type PlayedPlatform = ReturnType<typeof playPlatform>;
