import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommitHash, SluiceError } from "@sluice/contract";
import type { ToolName } from "@sluice/contract";
import type { BranchCopies, CommitInfo, Sources } from "../../core/ports/sources.ts";
import type { LockPatience } from "../../git-locks/past-locks.ts";
import { checkoutTree } from "./checkout.ts";
import { pointRef } from "./ref-files.ts";
import { pointHead, readRef, swapRef } from "./refs.ts";
import { repositoryAt } from "./repository.ts";
import type { Repository } from "./repository.ts";
import { changedPaths } from "./changed-paths.ts";
import { recent } from "./recent.ts";
import { listTree, treeFrom, treeOf } from "./tree.ts";
import type { Tree } from "./tree.ts";

const largestText = 256 * 1024;
/** Few rules look at these, and in planning alone: what a build looks at as well has one limit for both. */
const lockFile = /(^|\/)(package-lock[.]json|npm-shrinkwrap[.]json|pnpm-lock[.]yaml|yarn[.]lock|composer[.]lock)$/;
const largestLock = 2 * 1024 * 1024;
/** A build asks many times for one commit, and the next push of a tool has mostly the same files: 8 MiB at most. */
const keptTrees = 32;
const keptTexts = 512;
const largestKeptText = 16 * 1024;
const copying = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];
const mostFiles = 1_000_000;
const largestMessage = 1024 * 1024;

/** Bare repositories in a directory, `<tool>.git` each. */
export async function openGitSources(directory: string, locks?: LockPatience): Promise<Sources & BranchCopies> {
  await mkdir(directory, { recursive: true });
  const at = (tool: ToolName): Repository => repositoryAt(join(directory, `${tool}.git`), locks);
  const trees = recent<Tree>(keptTrees, (tree) => tree.size > 0);
  const texts = recent<string>(keptTexts, ({ length }) => length <= largestKeptText);
  const tree = (tool: ToolName, hash: CommitHash): Promise<Tree> =>
    trees.get(`${tool} ${hash}`, () => treeOf(at(tool), CommitHash.parse(hash), mostFiles));
  return {
    create: async (tool) => {
      await at(tool).run(["init", "--quiet", "--bare", "--template=", "--initial-branch=main"]);
    },
    // A git of a push that has just ended may still tidy up in it.
    remove: (tool) => rm(at(tool).directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
    commit: (tool, hash) => readCommit(at(tool), hash),
    commitText: async (tool, hash) => {
      const text = await objectText(at(tool), "commit", CommitHash.parse(hash));
      if (text === null) throw new SluiceError("not-found", `Commit ${hash.slice(0, 7)} is not in the repository any more.`);
      return text;
    },
    tagText: (tool, object) => objectText(at(tool), "tag", object),
    keep: async (tool, hash, id) => {
      await pointRef(at(tool), `refs/sluice/builds/${id}`, CommitHash.parse(hash));
    },
    moveBranch: async (tool, branch, from, to) => {
      const moved = await swapRef(at(tool), `refs/heads/${branch}`, from, to);
      if (moved && /^0+$/.test(from)) await pointHead(at(tool), branch);
      return moved;
    },
    branch: async (tool, branch) => {
      const hash = await readRef(at(tool), `refs/heads/${branch}`);
      return hash === null ? null : CommitHash.parse(hash);
    },
    updateRef: (tool, ref, from, to) => swapRef(at(tool), ref, from, to),
    contains: async (tool, newer, older) => (await at(tool).try(["merge-base", "--is-ancestor", older, newer])).code === 0,
    ahead: async (tool, newer, older) => {
      const { code, stdout } = await at(tool).try(["rev-list", "--count", "--max-count=10000", newer, `^${older}`, "--"]);
      // a commit that is there no more (a history that was written anew) leaves nothing to count from
      return code === 0 ? Number(stdout.toString()) : 0;
    },
    changed: (tool, from, to) => changedPaths(at(tool), from, to),
    ref: (tool, ref) => readRef(at(tool), ref),
    commitOf: async (tool, object) => {
      const hash = await readRef(at(tool), `${object}^{commit}`);
      return hash === null ? null : CommitHash.parse(hash);
    },
    entries: async (tool, hash, atMost) => {
      const listed = await listTree(at(tool), hash, atMost);
      // its manifest is asked for next
      if (listed !== null && listed.length <= atMost) await trees.get(`${tool} ${hash}`, async () => treeFrom(listed));
      return listed;
    },
    submodules: async (tool, hash) =>
      [...(await tree(tool, hash)).values()].filter(({ kind }) => kind === "submodule").map(({ path }) => path),
    files: async (tool, hash) => [...(await tree(tool, hash)).values()].filter(({ kind }) => kind !== "submodule").map(({ path }) => path),
    file: async (tool, hash, path) => {
      const file = (await tree(tool, hash)).get(path);
      if (file?.kind !== "file" || file.bytes > (lockFile.test(path) ? largestLock : largestText)) return null;
      return texts.get(file.hash, async () => (await at(tool).run(["cat-file", "blob", file.hash])).toString());
    },
    copyBranches: async (from, to, below) => {
      const wanted = ["heads", "tags"].map((kind) => `+refs/${kind}/*:refs/${kind}/${below}/*`);
      await at(to).run([...copying, "--", at(from).directory, ...wanted], { env: { GIT_ALLOW_PROTOCOL: "file" }, seconds: 600 });
    },
    checkout: (tool, hash, target, part) => checkoutTree(at(tool), CommitHash.parse(hash), target, part),
    tidy: async (tool) => {
      await at(tool).run(["-c", "gc.auto=500", "-c", "gc.autoPackLimit=30", "gc", "--auto", "--quiet"], { seconds: 600 });
    },
  };
}

/** An object of a kind by its hash, byte by byte; null when it is of another kind or not there. */
async function objectText(repository: Repository, kind: "commit" | "tag", hash: string): Promise<Buffer | null> {
  let bytes = 0;
  const enough = (chunk: Buffer): boolean => (bytes += chunk.length) > largestMessage;
  const { code, stdout } = await repository.try(["cat-file", kind, hash], { enough });
  if (bytes > largestMessage) throw new SluiceError("too-large", `The ${kind} ${hash.slice(0, 7)} has a message of more than 1 MiB.`);
  return code === 0 ? stdout : null;
}

async function readCommit(repository: Repository, hash: CommitHash): Promise<CommitInfo> {
  const shown = await repository.run(["log", "-1", "--no-show-signature", "--format=%s%x00%an", CommitHash.parse(hash), "--"]);
  const [subject = "", author = ""] = shown.toString().trimEnd().split("\0");
  return { hash, subject, author };
}
