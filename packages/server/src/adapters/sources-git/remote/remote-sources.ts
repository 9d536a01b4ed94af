import { join } from "node:path";
import { CommitHash } from "@sluice/contract";
import type { Looked, RemoteBranch, RemoteSources, Unread } from "../../../core/ports/remote-sources.ts";
import { gitEnvironment } from "../git-environment.ts";
import { repositoryAt } from "../repository.ts";
import { runGit } from "../run-git.ts";
import { fetchIncoming } from "./incoming.ts";
import { type PinRules, pinHost } from "./pin-host.ts";
import { unread } from "./unread-words.ts";

export interface RemoteOptions extends PinRules {
  /** Where the tools' repositories are. */
  readonly directory: string;
  /** Authorities that are trusted (PEM); null: the machine's. */
  readonly certificates: string | null;
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
  const { directory, certificates, packMiB, lookSeconds, fetchSeconds, stop } = options;

  let version: Promise<string> | null = null;

  async function reach(url: string): Promise<{ kind: "reached"; url: string; env: Record<string, string> } | Unread> {
    const pinned = await pinHost(url, options);
    if (pinned.kind === "unread") return pinned;
    const old = pinned.resolve === null ? null : tooOld(await (version ??= gitVersion()));
    if (old !== null) return { kind: "unread", away: false, why: old };
    const settings = {
      // also keeps git's old protocol from the alternates that a server names
      "http.followRedirects": "false",
      "http.lowSpeedLimit": "1000",
      "http.lowSpeedTime": "30",
      "credential.helper": "",
      "fetch.unpackLimit": "1",
      "protocol.version": "2",
      "transfer.bundleURI": "false",
      ...(pinned.resolve === null ? {} : { "http.curloptResolve": pinned.resolve }),
      ...(certificates === null ? {} : { "http.sslCAInfo": certificates }),
    };
    const env = { ...gitEnvironment(settings), GIT_ALLOW_PROTOCOL: options.http ? "http:https" : "https" };
    return { kind: "reached", url: pinned.url, env };
  }

  async function list(url: string, env: Record<string, string>, pattern: string): Promise<ReadonlyMap<string, string> | Unread> {
    let bytes = 0;
    const enough = (chunk: Buffer): boolean => (bytes += chunk.length) > mostListed;
    const result = await runGit(["ls-remote", "--quiet", "--", url, pattern], { env, seconds: lookSeconds, enough, stop });
    stop.throwIfAborted();
    if (result.code !== 0 && bytes <= mostListed) return unread(result, lookSeconds);
    const rows = result.stdout.toString().split("\n").slice(0, -1);
    return new Map(rows.map((row) => [row.slice(row.indexOf("\t") + 1), row.slice(0, row.indexOf("\t"))]));
  }

  async function look({ url, branch }: RemoteBranch): Promise<Looked> {
    const reached = await reach(url);
    if (reached.kind === "unread") return reached;
    // a pattern also matches the end of longer names
    const found = await list(reached.url, reached.env, `refs/heads/${branch}`);
    if ("kind" in found) return found;
    const commit = CommitHash.safeParse(found.get(`refs/heads/${branch}`));
    if (commit.success) return { kind: "found", commit: commit.data };
    const all = await list(reached.url, reached.env, "refs/heads/*");
    if ("kind" in all) return all;
    return { kind: "no-branch", others: [...all.keys()].map((ref) => ref.replace(/^refs\/heads\//, "")) };
  }

  return {
    look,
    async fetch(tool, { url, branch }) {
      const reached = await reach(url);
      if (reached.kind === "unread") return reached;
      const repository = repositoryAt(join(directory, `${tool}.git`));
      return fetchIncoming(repository, { url: reached.url, branch, env: reached.env, seconds: fetchSeconds, packMiB, stop });
    },
  };
}

async function gitVersion(): Promise<string> {
  return (await runGit(["version"], { env: gitEnvironment({}) })).stdout.toString().trim();
}

/** An older git passes over `http.curloptResolve` without a word, and would look the host up itself. */
export function tooOld(version: string): string | null {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const fits = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 37);
  return fits ? null : `the server's git (${version}) is older than 2.37 and cannot be kept to an address: an admin must bring a newer one`;
}
