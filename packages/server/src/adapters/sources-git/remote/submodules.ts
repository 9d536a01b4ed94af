import { CommitHash } from "@sluice/contract";
import { join } from "node:path";
import type { SubmoduleOrigin, Submodules, Whole } from "../../../core/ports/submodules.ts";
import type { Unread } from "../../../core/ports/remote-sources.ts";
import { submoduleUrl } from "../../../core/sources/submodule-url.ts";
import { repositoryAt, type Repository } from "../repository.ts";
import { receive, takeOver, withIncoming } from "./incoming.ts";
import { keepOnly, knownTrees, makeWhole, type Mount, wholeOf } from "./whole-tree.ts";
import { reacher } from "./reach.ts";
import type { RemoteOptions } from "./remote-sources.ts";
import { listSubmodules } from "./list-submodules.ts";

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
  async function collect(incoming: Repository, known: Map<string, string>, commit: string, origin: SubmoduleOrigin, limits: Limits) {
    const mounts: Mount[] = [];
    const left: { at: string; tree: string; url: string | null; depth: number }[] = [{ at: "", tree: commit, url: origin.url, depth: 0 }];
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      for (const { path: inside, hash, url: given } of await listSubmodules(incoming, one.tree)) {
        const path = `${one.at}${inside}`;
        const no = (why: string) => ({ kind: "unread" as const, away: false, why, path });
        if (given === null) return no(".gitmodules does not say where it is");
        const url = submoduleUrl(given, one.url);
        if (url === null) return no(`it is at ${JSON.stringify(given.slice(0, 200))}: ${whyNowhere(given, one.url)}`);
        if (mounts.length >= most.count) return no(`there are more than ${most.count} submodules`);
        if (one.depth >= most.depth) return no(`submodules are more than ${most.depth} deep in one another`);
        let tree = known.get(hash);
        if (tree === undefined) {
          const refusal = await fetchOne(incoming, url, hash, origin, limits);
          if (refusal !== null) return { ...refusal, path };
          tree = (await incoming.run(["rev-parse", "--verify", `${hash}^{tree}`])).toString().trim();
          known.set(hash, tree);
        }
        mounts.push({ path, hash, tree });
        left.push({ at: `${path}/`, tree, url, depth: one.depth + 1 });
      }
    }
    return { kind: "collected" as const, mounts };
  }

  async function whole(repository: Repository, commit: CommitHash, origin: SubmoduleOrigin, limits: Limits): Promise<Whole> {
    const before = await wholeOf(repository, `${kept}${commit}`);
    if (before !== null) return { kind: "whole", ...before };
    const known = await knownTrees(repository, kept);
    return withIncoming(repository, prefix, async (incoming) => {
      const collected = await collect(incoming, known, commit, origin, limits);
      if (collected.kind === "unread") return collected;
      const { mounts } = collected;
      await makeWhole(incoming, commit, mounts, made);
      const hash = await takeOver(repository, incoming, { from: made, to: `${kept}${commit}`, seconds: fetchSeconds });
      await keepOnly(repository, kept, commit);
      return { kind: "whole", commit: hash, paths: mounts.map(({ path }) => path) };
    });
  }

  return {
    whole(tool, commit, origin, signal) {
      const limits = { until: performance.now() + fetchSeconds * 1000, stop: AbortSignal.any([signal, stop]) };
      return whole(repositoryAt(join(directory, `${tool}.git`)), CommitHash.parse(commit), origin, limits);
    },
  };
}

interface Limits {
  /** On the monotonic clock, for all together. */
  readonly until: number;
  readonly stop: AbortSignal;
}

function whyNowhere(given: string, base: string | null): string {
  if (/^\.\.?\//.test(given) && base === null) {
    return "that is beside a repository elsewhere, and this one was pushed. Write the whole https:// address into .gitmodules";
  }
  return "only https:// and ssh addresses are fetched";
}
