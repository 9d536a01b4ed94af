import { CommitHash } from "@sluice/contract";
import { join } from "node:path";
import type { LeftSubmodule, MissingSubmodules, SubmoduleOrigin, Submodules, Whole } from "../../../core/ports/submodules.ts";
import type { Unread } from "../../../core/ports/remote-sources.ts";
import { submoduleUrl } from "../../../core/sources/submodule-url.ts";
import { repositoryAt, type Repository } from "../repository.ts";
import { receive, takeOver, withIncoming } from "./incoming.ts";
import { keepOnly, knownTrees, makeWhole, type Mount, wholeOf } from "./whole-tree.ts";
import { reacher } from "./reach.ts";
import type { RemoteOptions } from "./remote-sources.ts";
import { type ListedSubmodule, listSubmodules } from "./list-submodules.ts";

const prefix = "submodules-";
const made = "refs/heads/whole";
const kept = "refs/sluice/whole/";
/** Over all levels; a tree that names itself ends at the depth. */
const most = { count: 50, depth: 5 };

/** Fetches submodules one commit deep each, without git's own command for them, which runs what a configuration says. */
export function gitSubmodules(options: Omit<RemoteOptions, "lookSeconds">): Submodules {
  const { directory, packMiB, fetchSeconds, stop } = options;
  const reach = reacher(options);

  async function fetchOne(
    incoming: Repository,
    url: string,
    hash: string,
    origin: SubmoduleOrigin,
    limits: Limits,
  ): Promise<Unread | null> {
    const way = await reach({ url, access: await origin.access(url) });
    if (way.kind === "unread") return way;
    await using reached = way;
    const seconds = Math.max(1, Math.ceil((limits.until - performance.now()) / 1000));
    const fetch = { url: reached.url, env: reached.env, seconds, packMiB, stop: limits.stop };
    return await receive(incoming, fetch, hash, ["--depth=1"]);
  }

  /** Fetches what a tree names, and what that names; the mounts stand with the outer ones first. */
  async function collect(incoming: Repository, known: Map<string, string>, commit: string, { origin, missing }: From, limits: Limits) {
    const mounts: Mount[] = [];
    const without: LeftSubmodule[] = [];
    const left: Place[] = [{ at: "", tree: commit, url: origin.url, depth: 0 }];

    async function take({ at, url: base, depth }: Place, { path: inside, hash, url: given }: ListedSubmodule): Promise<Refusal | null> {
      const path = `${at}${inside}`;
      if (given === null) return { ...no(".gitmodules does not say where it is"), path };
      const url = submoduleUrl(given, base);
      if (url === null) return { ...no(`it is at ${JSON.stringify(given.slice(0, 200))}: ${whyNowhere(given, base)}`), path };
      if (mounts.length >= most.count) return { ...no(`there are more than ${most.count} submodules`), path };
      if (depth >= most.depth) return { ...no(`submodules are more than ${most.depth} deep in one another`), path };
      let tree = known.get(hash);
      if (tree === undefined) {
        const refusal = await fetchOne(incoming, url, hash, origin, limits);
        if (refusal !== null) return { ...refusal, path };
        tree = (await incoming.run(["rev-parse", "--verify", `${hash}^{tree}`])).toString().trim();
        known.set(hash, tree);
      }
      mounts.push({ path, hash, tree });
      left.push({ at: `${path}/`, tree, url, depth: depth + 1 });
      return null;
    }

    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      for (const submodule of await listSubmodules(incoming, one.tree)) {
        const refusal = await take(one, submodule);
        if (refusal === null) continue;
        if (missing === "refused" || refusal.away) return refusal;
        without.push({ path: refusal.path, why: refusal.why });
      }
    }
    return { kind: "collected" as const, mounts, left: without };
  }

  async function whole(repository: Repository, commit: CommitHash, from: From, limits: Limits): Promise<Whole> {
    const before = await wholeOf(repository, `${kept}${commit}`);
    // what could not be had may be there by now
    if (before !== null && before.isComplete) return { kind: "whole", commit: before.commit, paths: before.paths, left: [] };
    const known = await knownTrees(repository, kept);
    return withIncoming(repository, prefix, async (incoming) => {
      const collected = await collect(incoming, known, commit, from, limits);
      if (collected.kind === "unread") return collected;
      const { mounts, left } = collected;
      if (mounts.length === 0) return { kind: "whole", commit, paths: [], left };
      await makeWhole(incoming, commit, mounts, { ref: made, isComplete: left.length === 0 });
      const hash = await takeOver(repository, incoming, { from: made, to: `${kept}${commit}`, seconds: fetchSeconds });
      await keepOnly(repository, kept, commit);
      return { kind: "whole", commit: hash, paths: mounts.map(({ path }) => path), left };
    });
  }

  return {
    whole(tool, commit, origin, missing, signal) {
      const limits = { until: performance.now() + fetchSeconds * 1000, stop: AbortSignal.any([signal, stop]) };
      return whole(repositoryAt(join(directory, `${tool}.git`)), CommitHash.parse(commit), { origin, missing }, limits);
    },
  };
}

type Refusal = Unread & { readonly path: string };

interface From {
  readonly origin: SubmoduleOrigin;
  readonly missing: MissingSubmodules;
}

/** A tree whose submodules are looked for. */
interface Place {
  readonly at: string;
  readonly tree: string;
  readonly url: string | null;
  readonly depth: number;
}

interface Limits {
  /** On the monotonic clock, for all together. */
  readonly until: number;
  readonly stop: AbortSignal;
}

function no(why: string): Unread {
  return { kind: "unread", away: false, why };
}

function whyNowhere(given: string, base: string | null): string {
  if (/^\.\.?\//.test(given) && base === null) {
    return "that is beside a repository elsewhere, and this one was pushed. Write the whole https:// address into .gitmodules";
  }
  return "only https:// and ssh addresses are fetched";
}
