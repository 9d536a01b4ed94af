import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { listFiles } from "./list-files.ts";
import { type GitCall, needGit, runGit } from "./run-git.ts";
import type { Surrounding } from "./surrounding.ts";

export interface Packed {
  readonly commit: string;
  readonly files: number;
  readonly leftOut: readonly string[];
}

export interface PackWish {
  readonly directory: string;
  /** An empty directory that becomes a repository; the one around the directory is not written to. */
  readonly gitDir: string;
  readonly around: Surrounding | null;
  readonly message: string;
  /** Commits that the server has. */
  readonly known: readonly string[];
  readonly signal: AbortSignal;
}

/** Bytes go as they are, whatever attributes and settings say of line endings, filters and the like (gitattributes, "info/attributes"). */
const attributes = "* -text -eol -filter -ident -working-tree-encoding\n";
const settings = ["core.autocrlf=false", "core.safecrlf=false", "core.hooksPath=/dev/null", "core.fsync=none", "core.quotePath=false"];

/** Makes a commit of the files of a directory as they are now. */
export async function packDirectory({ directory, gitDir, around, message, known, signal }: PackWish): Promise<Packed> {
  const call = { directory, signal };
  await needGit(["init", "--quiet", "--bare", "--template=", "--object-format=sha1", gitDir], call);
  await mkdir(join(gitDir, "info"), { recursive: true });
  await writeFile(join(gitDir, "info", "attributes"), attributes);
  if (around !== null) {
    // what the repository has already is neither written again nor sent again
    await writeFile(join(gitDir, "objects", "info", "alternates"), `${around.objects}\n`);
    await copyFile(around.exclude, join(gitDir, "info", "exclude")).catch(unlessMissing);
  }
  const { paths, leftOut } = await listFiles({ directory, gitDir: around === null ? gitDir : null, signal });
  if (paths.length === 0) {
    throw usage(
      `There is nothing to deploy in ${directory}: it has no file, or all are ignored.`,
      "Name the directory with the tool's files.",
    );
  }
  const own = [...settings.flatMap((one) => ["-c", one]), `--git-dir=${gitDir}`, `--work-tree=${directory}`];
  const index = Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)]));
  await needGit([...own, "update-index", "--add", "--remove", "-z", "--stdin"], { ...call, input: index });
  const tree = text(await needGit([...own, "write-tree"], call));
  const parent = await newestKnown(around, known, call);
  const by = { GIT_AUTHOR_NAME: "sluice deploy", GIT_AUTHOR_EMAIL: "deploy@localhost" };
  const env = { ...by, GIT_COMMITTER_NAME: by.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: by.GIT_AUTHOR_EMAIL };
  const parents = parent === null ? [] : ["-p", parent];
  const made = await needGit([...own, "commit-tree", tree, ...parents], { ...call, env, input: Buffer.from(`${message}\n`) });
  return { commit: text(made), files: paths.length, leftOut };
}

/**
 * The newest commit of this history that the server has: what differs from it is sent, and nothing of commits that were
 * never pushed. In a shallow clone only a commit that is there can be found.
 */
async function newestKnown(around: Surrounding | null, known: readonly string[], call: GitCall): Promise<string | null> {
  if (around === null || around.head === null) return null;
  if (known.includes(around.head)) return around.head;
  for (const commit of known) {
    const { code, stdout } = await runGit(["merge-base", around.head, commit], call);
    if (code === 0) return text(stdout);
  }
  return null;
}

function text(output: Buffer): string {
  return output.toString().trim();
}

function unlessMissing(error: unknown): void {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
  throw new Failure(
    "wrong-state",
    `The repository's info/exclude cannot be read: ${String(error)}`,
    "Let yourself read it, then try again.",
  );
}
