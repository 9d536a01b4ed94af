import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommitHash } from "@sluice/contract";
import type { Unread } from "../../../core/ports/remote-sources.ts";
import { type Repository, repositoryAt } from "../repository.ts";
import { unread } from "./unread-words.ts";

/** The branch that was fetched last, in the tool's repository: keeps it from garbage collection until a build does. */
const ours = "refs/sluice/source";
const arrived = "refs/heads/arrived";
const prefix = "incoming-";
const lookMs = 250;

export interface Fetch {
  readonly url: string;
  readonly branch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly packMiB: number;
  readonly stop: AbortSignal;
}

/**
 * Fetches into a repository of its own beside the tool's, which borrows the objects that are there; what came whole and
 * was checked is then fetched from there. A fetch that breaks off or is too large leaves nothing behind.
 */
export async function fetchIncoming(repository: Repository, fetch: Fetch): Promise<{ kind: "fetched"; commit: CommitHash } | Unread> {
  // left by a server that was killed: one fetch at a time
  const left = (await readdir(repository.directory)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(repository.directory, name), { recursive: true, force: true })));
  const incoming = repositoryAt(join(repository.directory, `${prefix}${randomBytes(8).toString("hex")}`));
  try {
    await incoming.run(["init", "--quiet", "--bare", "--template="]);
    await mkdir(join(incoming.directory, "objects", "info"), { recursive: true });
    await writeFile(join(incoming.directory, "objects", "info", "alternates"), `${join(repository.directory, "objects")}\n`);
    const refusal = await receive(incoming, fetch);
    if (refusal !== null) return refusal;
    await repository.run(["fetch", ...always, "--", incoming.directory, `+${arrived}:${ours}`], {
      env: { GIT_ALLOW_PROTOCOL: "file" },
      seconds: fetch.seconds,
    });
    const hash = await incoming.run(["rev-parse", "--verify", `${arrived}^{commit}`]);
    return { kind: "fetched", commit: CommitHash.parse(hash.toString().trim()) };
  } finally {
    await rm(incoming.directory, { recursive: true, force: true });
  }
}

const always = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];

async function receive(incoming: Repository, { url, branch, env, seconds, packMiB, stop }: Fetch): Promise<Unread | null> {
  const most = packMiB * 1024 * 1024;
  const tooLarge = new AbortController();
  const look = async (): Promise<void> => {
    if ((await sizeOf(join(incoming.directory, "objects"))) > most) tooLarge.abort();
  };
  // no wait for a look that is slow: the one after the end counts
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  try {
    const args = ["fetch", ...always, "--", url, `+refs/heads/${branch}:${arrived}`];
    const result = await incoming.try(args, { env, seconds, stop: AbortSignal.any([tooLarge.signal, stop]) });
    stop.throwIfAborted();
    clearInterval(timer);
    if (result.code === 0) await look();
    if (tooLarge.signal.aborted) return { kind: "unread", away: false, why: `it has more than ${packMiB} MiB, the limit of a push` };
    return result.code === 0 ? null : unread(result, seconds);
  } finally {
    clearInterval(timer);
  }
}

/** Bytes of all files below; what goes away meanwhile counts nothing. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
