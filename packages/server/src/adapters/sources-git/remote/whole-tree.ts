import { CommitHash } from "@sluice/contract";
import { join } from "node:path";
import type { Repository } from "../repository.ts";

/** A submodule's commit and its tree, and where it stands. */
export interface Mount {
  readonly path: string;
  readonly hash: string;
  readonly tree: string;
}

/** No history and nobody's: the same files are the same commit. */
const identity = {
  GIT_AUTHOR_NAME: "sluice",
  GIT_AUTHOR_EMAIL: "sluice@localhost",
  GIT_AUTHOR_DATE: "@0 +0000",
  GIT_COMMITTER_NAME: "sluice",
  GIT_COMMITTER_EMAIL: "sluice@localhost",
  GIT_COMMITTER_DATE: "@0 +0000",
};

export interface IndexCommit {
  /** Whose tree is edited. */
  readonly commit: string;
  /** Arguments of git that edit the index, in their order. */
  readonly edits: readonly (readonly string[])[];
  readonly ref: string;
  readonly says: string;
  /** Lines of the message by which a later one knows what was put where. */
  readonly notes: readonly string[];
}

/** Makes a commit of a commit's tree that is edited in an index without a work tree. */
export async function commitIndex(repository: Repository, { commit, edits, ref, says, notes }: IndexCommit): Promise<void> {
  const env = { ...identity, GIT_INDEX_FILE: join(repository.directory, "whole-index") };
  // git wants a work tree for these, and looks at no file of it
  const inTree = [`--work-tree=${repository.directory}`];
  await repository.run(["read-tree", commit], { env });
  for (const edit of edits) await repository.run([...inTree, ...edit], { env });
  const tree = (await repository.run(["write-tree"], { env })).toString().trim();
  const message = [says, "", ...notes].join("\n");
  const whole = (await repository.run(["commit-tree", tree, "-m", message], { env })).toString().trim();
  await repository.run(["update-ref", ref, whole]);
}

const someOf = "some of ";

/** Makes a commit of a commit's tree with the trees of submodules in their places. Its message says what was put where. */
export async function makeWhole(
  repository: Repository,
  commit: string,
  mounts: readonly Mount[],
  { ref, isComplete }: { readonly ref: string; readonly isComplete: boolean },
): Promise<void> {
  const edits = mounts.flatMap(({ path, tree }) => [
    ["update-index", "--force-remove", "--", path],
    ["read-tree", `--prefix=${path}/`, tree],
  ]);
  const notes = mounts.map(({ path, hash, tree }) => `${hash} ${tree} ${JSON.stringify(path)}`);
  await commitIndex(repository, { commit, edits, ref, says: `${commit} with ${isComplete ? "" : someOf}its submodules`, notes });
}

export interface MadeBefore {
  readonly commit: CommitHash;
  readonly paths: readonly string[];
  /** Not with some of its submodules alone. */
  readonly isComplete: boolean;
}

/** A commit that was made before; null when there is none. */
export async function wholeOf(repository: Repository, ref: string): Promise<MadeBefore | null> {
  const { code, stdout } = await repository.try(["log", "-1", "--no-show-signature", "--format=%H%n%s%n%b", ref, "--"]);
  if (code !== 0) return null;
  const [hash = "", says = "", ...lines] = stdout.toString().split("\n");
  return { commit: CommitHash.parse(hash), paths: mountsOf(lines).map(({ path }) => path), isComplete: !says.includes(` with ${someOf}`) };
}

/**
 * Trees by their commits, of what was made before: those need not be fetched again. Of a submodule that has some itself
 * the tree is not there as it was.
 */
export async function knownTrees(repository: Repository, refs: string): Promise<Map<string, string>> {
  const bodies = await repository.run(["for-each-ref", "--format=%(contents:body)", refs]);
  const mounts = mountsOf(bodies.toString().split("\n"));
  const plain = mounts.filter(({ path }) => !mounts.some((other) => other.path.startsWith(`${path}/`)));
  return new Map(plain.map(({ hash, tree }) => [hash, tree]));
}

function mountsOf(lines: readonly string[]): readonly Mount[] {
  return lines.flatMap((line) => {
    const [, hash, tree, path] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (".*")$/.exec(line) ?? [];
    return hash === undefined || tree === undefined || path === undefined ? [] : [{ hash, tree, path: String(JSON.parse(path)) }];
  });
}

/** Objects of git by the SHA-256 of large files, of what was made before. */
export async function knownObjects(repository: Repository, refs: string): Promise<Map<string, string>> {
  const bodies = await repository.run(["for-each-ref", "--format=%(contents:body)", refs]);
  return new Map(
    [...bodies.toString().matchAll(/^([0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) "/gm)].map(([, oid = "", hash = ""]) => [oid, hash]),
  );
}

/** Forgets what was made for other commits, under refs that begin alike. */
export async function keepOnly(repository: Repository, refs: string, commit: string): Promise<void> {
  const names = (await repository.run(["for-each-ref", "--format=%(refname)", refs])).toString().split("\n");
  for (const ref of names) if (ref !== "" && ref !== `${refs}${commit}`) await repository.run(["update-ref", "-d", ref]);
}
