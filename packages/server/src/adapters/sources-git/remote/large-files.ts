import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CommitHash, sourcePlace } from "@sluice/contract";
import type { LargeFiles, WithLargeFiles } from "../../../core/ports/large-files.ts";
import type { RemoteBranch, Unread } from "../../../core/ports/remote-sources.ts";
import { trustIn } from "../../../remote-hosts/trust.ts";
import { repositoryAt, type Repository } from "../repository.ts";
import { takeOver, withIncoming } from "./incoming.ts";
import { askBatch, download, type LfsPlace } from "./lfs-server.ts";
import { type Pointer, pointersOf } from "./lfs-pointers.ts";
import type { RemoteOptions } from "./remote-sources.ts";
import { commitIndex, keepOnly, knownObjects, wholeOf } from "./whole-tree.ts";

const prefix = "large-";
const made = "refs/heads/whole";
const kept = "refs/sluice/large/";
const mostFiles = 1000;
const mebibyte = 1024 * 1024;

type From = Pick<RemoteBranch, "url" | "access">;

/**
 * Puts files of Git LFS into a commit that is built instead, as submodules are. The protocol is asked by ourselves: the
 * program git-lfs connects to whatever address a server names, and follows redirects.
 */
export function gitLargeFiles(options: Omit<RemoteOptions, "lookSeconds">): LargeFiles {
  const { directory, packMiB, fetchSeconds, certificates, stop } = options;
  const trusted = trustIn(certificates);

  async function placeOf({ url, access }: From, signal: AbortSignal): Promise<LfsPlace> {
    return { url, access: access?.kind === "token" ? access : null, rules: options, trust: await trusted(), signal };
  }

  /** Objects of the wanted files, as git keeps them: those that an earlier commit had, and those that are fetched now. */
  async function bring(incoming: Repository, known: Map<string, string>, wanted: readonly Pointer[], at: LfsPlace): Promise<Unread | null> {
    const missing = [...new Map(wanted.filter(({ oid }) => !known.has(oid)).map((one) => [one.oid, one])).values()];
    const downloads = missing.length === 0 ? [] : await askBatch(at, missing);
    if ("kind" in downloads) return downloads;
    const folder = join(incoming.directory, "fetched");
    await mkdir(folder);
    for (const one of downloads) {
      const file = join(folder, one.pointer.oid);
      const refusal = await download(at, one, file);
      if (refusal !== null) return refusal;
      known.set(one.pointer.oid, (await incoming.run(["hash-object", "-w", "--no-filters", "--", file])).toString().trim());
    }
    return null;
  }

  async function fill(repository: Repository, commit: CommitHash, from: From, signal: AbortSignal): Promise<WithLargeFiles> {
    const wanted = await pointersOf(repository, commit, mostFiles);
    if (wanted === null) return no(`there are more than ${mostFiles} files of Git LFS, or they cannot be listed in 30 s`);
    if (wanted.length === 0) return { kind: "whole", commit, paths: [] };
    const mib = wanted.reduce((sum, { bytes }) => sum + bytes, 0) / mebibyte;
    if (mib > packMiB) return no(`its files of Git LFS have ${Math.ceil(mib)} MiB, the limit of a push is ${packMiB} MiB`);
    const paths = wanted.map(({ path }) => path);
    const before = await wholeOf(repository, `${kept}${commit}`);
    if (before !== null) return { kind: "whole", commit: before.commit, paths };
    if (sourcePlace(from.url).scheme === "ssh")
      return no("files of Git LFS are fetched over https:// alone: set the source by its https:// address");
    const known = await knownObjects(repository, kept);
    const at = await placeOf(from, signal);
    return withIncoming(repository, prefix, async (incoming) => {
      const refusal = await bring(incoming, known, wanted, at);
      if (refusal !== null) return refusal;
      const placed = wanted.map(({ path, mode, oid }) => ({ path, mode, oid, hash: known.get(oid) ?? "" }));
      const edits = placed.map(({ path, mode, hash }) => ["update-index", "--add", "--cacheinfo", `${mode},${hash},${path}`]);
      const notes = placed.map(({ oid, hash, path }) => `${oid} ${hash} ${JSON.stringify(path)}`);
      await commitIndex(incoming, { commit, edits, ref: made, says: `${commit} with its large files`, notes });
      const hash = await takeOver(repository, incoming, { from: made, to: `${kept}${commit}`, seconds: fetchSeconds });
      await keepOnly(repository, kept, commit);
      return { kind: "whole", commit: hash, paths };
    });
  }

  return {
    async fill(tool, commit, from, cancel) {
      const signal = AbortSignal.any([cancel, stop, AbortSignal.timeout(fetchSeconds * 1000)]);
      try {
        return await fill(repositoryAt(join(directory, `${tool}.git`)), CommitHash.parse(commit), from, signal);
      } catch (error) {
        cancel.throwIfAborted();
        stop.throwIfAborted();
        if (signal.aborted)
          return { kind: "unread", away: true, why: `its files of Git LFS were not all fetched within ${fetchSeconds} s` };
        if (!isOfConnection(error)) throw error;
        return { kind: "unread", away: true, why: `its Git LFS server does not answer (${error.message.slice(0, 200)})` };
      }
    },
  };
}

/** `ECONNREFUSED` and its like, of node:net and node:tls. */
function isOfConnection(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^(E[A-Z]+|CERT_|UNABLE_|DEPTH_|SELF_|ERR_TLS)/.test(error.code)
  );
}

function no(why: string): Unread {
  return { kind: "unread", away: false, why };
}
