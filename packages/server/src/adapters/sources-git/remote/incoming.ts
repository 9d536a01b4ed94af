import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommitHash } from "@sluice/contract";
import type { Unread } from "../../../core/ports/remote-sources.ts";
import { fileRef, pointRef } from "../ref-files.ts";
import { type Repository, repositoryAt } from "../repository.ts";
import { unread } from "./unread-words.ts";

/** The branch that was fetched last, in the tool's repository: keeps it from garbage collection until a build does. */
const ours = "refs/sluice/source";
const arrived = "refs/heads/arrived";
const prefix = "incoming-";
const mostHeads = 20;
const lookMs = 250;

export interface Fetch {
  readonly url: string;
  /** In full: `refs/heads/main`. */
  readonly ref: string;
  readonly env: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly packMiB: number;
  readonly stop: AbortSignal;
}

/**
 * Fetches into a repository of its own beside the tool's, which borrows the objects that are there; what came whole and
 * was checked is then moved from there. A fetch that breaks off or is too large leaves nothing behind.
 */
export function fetchIncoming(repository: Repository, fetch: Fetch): Promise<{ kind: "fetched"; commit: CommitHash } | Unread> {
  return withIncoming(repository, prefix, async (incoming) => {
    const refusal = await receive(incoming, fetch, `+${fetch.ref}:${arrived}`);
    if (refusal !== null) return refusal;
    return { kind: "fetched", commit: await takePacks(repository, incoming, { from: arrived, to: ours, seconds: fetch.seconds }) };
  });
}

/**
 * A repository beside the tool's that borrows its objects, for as long as it is used. One at a time for each prefix:
 * others were left by a server that was killed.
 */
export async function withIncoming<T>(repository: Repository, named: string, use: (incoming: Repository) => Promise<T>): Promise<T> {
  const left = (await readdir(repository.directory)).filter((name) => name.startsWith(named));
  await Promise.all(left.map((name) => rm(join(repository.directory, name), { recursive: true, force: true })));
  const incoming = repositoryAt(join(repository.directory, `${named}${randomBytes(8).toString("hex")}`));
  try {
    await makeBeside(incoming, repository);
    return await use(incoming);
  } finally {
    await rm(incoming.directory, { recursive: true, force: true });
  }
}

/** No process for the refs of the repository whose objects are borrowed: those that matter stand in its own (git-config(1)). */
const config = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\talternateRefsCommand = true\n";

/** What a fetch need not bring again: what was fetched last, and what is released. */
async function newestOf({ directory }: Repository): Promise<readonly string[]> {
  const heads = await readdir(join(directory, "refs", "heads")).catch(() => []);
  const names = [ours, ...new Set(["main", "master", ...heads.slice(0, mostHeads)].map((name) => `refs/heads/${name}`))];
  const found = await Promise.all(names.map((name) => fileRef(directory, name)));
  return [...new Set(found.filter((hash) => hash !== null))];
}

/** All that makes a bare repository (gitrepository-layout(5)), by no process: it is made for each fetch. */
async function makeBeside({ directory }: Repository, lender: Repository): Promise<void> {
  const inside = (...parts: readonly string[]): string => join(directory, ...parts);
  const has = await newestOf(lender);
  const folders = ["objects/info", "objects/pack", "refs/heads"];
  await Promise.all(folders.map((folder) => mkdir(inside(folder), { recursive: true })));
  await Promise.all([
    writeFile(inside("HEAD"), "ref: refs/heads/main\n"),
    writeFile(inside("config"), config),
    writeFile(inside("packed-refs"), has.map((hash, n) => `${hash} refs/has/${n}\n`).join("")),
    writeFile(inside("objects", "info", "alternates"), `${join(lender.directory, "objects")}\n`),
  ]);
}

/** Brings a ref of the repository beside it into the tool's, with all that belongs to it. */
export async function takeOver(repository: Repository, incoming: Repository, { from, to, seconds }: Taken): Promise<CommitHash> {
  await repository.run(["fetch", ...always, "--", incoming.directory, `+${from}:${to}`], { env: { GIT_ALLOW_PROTOCOL: "file" }, seconds });
  return commitOf(incoming, from);
}

interface Taken {
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}

/**
 * The same for what a fetch left, of which git has checked that nothing lacks: its packs are moved as they are, which is
 * five processes less than a fetch. What is no pack goes by a fetch.
 */
async function takePacks(repository: Repository, incoming: Repository, taken: Taken): Promise<CommitHash> {
  const objects = join(incoming.directory, "objects");
  if ((await readdir(objects)).some((name) => name !== "pack" && name !== "info")) return takeOver(repository, incoming, taken);
  const names = (await readdir(join(objects, "pack"))).filter((name) => name.startsWith("pack-"));
  // the index last: by it git finds a pack, so one that is cut off here is not there
  for (const name of names.toSorted((a, b) => Number(a.endsWith(".idx")) - Number(b.endsWith(".idx")))) {
    await rename(join(objects, "pack", name), join(repository.directory, "objects", "pack", name));
  }
  const commit = CommitHash.parse((await readFile(join(incoming.directory, taken.from), "utf8")).trim());
  await pointRef(repository, taken.to, commit);
  return commit;
}

async function commitOf(incoming: Repository, ref: string): Promise<CommitHash> {
  return CommitHash.parse((await incoming.run(["rev-parse", "--verify", `${ref}^{commit}`])).toString().trim());
}

const always = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];

/** Fetches what `wanted` says, as long as all that came is not too much; null when it did. */
export async function receive(
  incoming: Repository,
  { url, env, seconds, packMiB, stop }: Omit<Fetch, "ref">,
  wanted: string,
  more: readonly string[] = [],
): Promise<Unread | null> {
  const most = packMiB * 1024 * 1024;
  const tooLarge = new AbortController();
  const look = async (): Promise<void> => {
    if ((await sizeOf(join(incoming.directory, "objects"))) > most) tooLarge.abort();
  };
  // no wait for a look that is slow: the one after the end counts
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  try {
    const args = ["fetch", ...always, ...more, "--", url, wanted];
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
