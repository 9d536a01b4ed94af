import { join } from "node:path";
import { CommitHash } from "@sluice/contract";
import type { Looked, RemoteSources, Unread } from "../../../core/ports/remote-sources.ts";
import { repositoryAt } from "../repository.ts";
import { runGit } from "../run-git.ts";
import { trustIn } from "../../../remote-hosts/trust.ts";
import { pinnedExchange } from "../../../remote-hosts/pinned-exchange.ts";
import { fetchIncoming } from "./incoming.ts";
import { askRef } from "./ls-refs.ts";
import { type Reached, reacher, type ReachRules } from "./reach.ts";
import { unread } from "./unread-words.ts";

export interface RemoteOptions extends ReachRules {
  /** Where the tools' repositories are. */
  readonly directory: string;
  readonly packMiB: number;
  /** Longest time of a look and of a fetch. */
  readonly lookSeconds: number;
  readonly fetchSeconds: number;
  /** Ends what is under way, with an error: the server stops. */
  readonly stop: AbortSignal;
}

/** A listing of one branch is a line; of all, what a person could look through. */
const mostListed = 256 * 1024;

/** Reads repositories elsewhere by real git, which connects to pinned addresses only, follows nothing and asks nobody. */
export function gitRemoteSources(options: RemoteOptions): RemoteSources {
  const { directory, packMiB, lookSeconds, fetchSeconds, stop } = options;
  const reach = reacher(options);
  const trusted = trustIn(options.certificates);

  async function list({ url, env }: Reached, pattern: string): Promise<ReadonlyMap<string, string> | Unread> {
    let bytes = 0;
    const enough = (chunk: Buffer): boolean => (bytes += chunk.length) > mostListed;
    const result = await runGit(["ls-remote", "--quiet", "--", url, pattern], { env, seconds: lookSeconds, enough, stop });
    stop.throwIfAborted();
    if (result.code !== 0 && bytes <= mostListed) return unread(result, lookSeconds);
    const rows = result.stdout.toString().split("\n").slice(0, -1);
    return new Map(rows.map((row) => [row.slice(row.indexOf("\t") + 1), row.slice(0, row.indexOf("\t"))]));
  }

  /** Most looks are this one: 2,333 sources are looked at without a process for each. Null: git is to say it. */
  async function ask({ url, http }: Reached, ref: string): Promise<CommitHash | null> {
    if (http === null) return null;
    const { addresses, headers: always } = http;
    const signal = AbortSignal.any([AbortSignal.timeout((lookSeconds * 1000) / 2), stop]);
    try {
      const trust = await trusted();
      const found = await askRef((path, headers, body) => {
        const asked = { headers: { ...always, ...headers }, trust, mostBytes: mostListed, signal };
        const at = { url: `${url.replace(/\/+$/, "")}${path}`, addresses };
        return pinnedExchange(at, body === undefined ? { method: "GET", ...asked } : { method: "POST", body, ...asked });
      }, ref);
      return CommitHash.safeParse(found).data ?? null;
    } catch {
      stop.throwIfAborted();
      // git fails alike, and has words for it
      return null;
    }
  }

  async function find(reached: Reached, branch: string): Promise<Looked> {
    const asked = await ask(reached, `refs/heads/${branch}`);
    if (asked !== null) return { kind: "found", commit: asked };
    // a pattern also matches the end of longer names
    const found = await list(reached, `refs/heads/${branch}`);
    if ("kind" in found) return found;
    const commit = CommitHash.safeParse(found.get(`refs/heads/${branch}`));
    if (commit.success) return { kind: "found", commit: commit.data };
    const all = await list(reached, "refs/heads/*");
    if ("kind" in all) return all;
    return { kind: "no-branch", others: [...all.keys()].map((ref) => ref.replace(/^refs\/heads\//, "")) };
  }

  return {
    async look(at) {
      const way = await reach(at);
      if (way.kind === "unread") return way;
      await using reached = way;
      const looked = await find(reached, at.branch);
      const hostKey = await reached.learned();
      return hostKey === null ? looked : { ...looked, hostKey };
    },
    async fetch(tool, at) {
      const way = await reach(at);
      if (way.kind === "unread") return way;
      await using reached = way;
      const repository = repositoryAt(join(directory, `${tool}.git`));
      const { url, env } = reached;
      return await fetchIncoming(repository, { url, ref: at.ref ?? `refs/heads/${at.branch}`, env, seconds: fetchSeconds, packMiB, stop });
    },
  };
}
