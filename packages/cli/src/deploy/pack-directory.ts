import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { linksOutside } from "./links-outside.ts";
import { listFiles } from "./list-files.ts";
import { needGit } from "./run-git.ts";
import type { Surrounding } from "./surrounding.ts";

export interface Packed {
  readonly commit: string;
  /** The same for the same files. */
  readonly tree: string;
  readonly files: number;
  readonly leftOut: readonly string[];
  /** Links that lead out of the directory. */
  readonly outside: readonly string[];
}

export interface PackWish {
  readonly directory: string;
  /** A directory that is or becomes a repository; the one around the directory is not written to. */
  readonly gitDir: string;
  readonly around: Surrounding | null;
  /** Leave out what the repository around has. It may forget that later, so this is for a `gitDir` that is used once. */
  readonly borrow: boolean;
  readonly message: string;
  /** A commit that the server has: what differs from it is sent. */
  readonly parent: string | null;
  readonly signal: AbortSignal;
}

/** Bytes go as they are, whatever attributes and settings say of line endings, filters and the like (gitattributes, "info/attributes"). */
const attributes = "* -text -eol -filter -ident -working-tree-encoding\n";
const settings = ["core.autocrlf=false", "core.safecrlf=false", "core.hooksPath=/dev/null", "core.fsync=none", "core.quotePath=false"];

/** Makes a commit of the files of a directory as they are now. */
export async function packDirectory({ directory, gitDir, around, borrow, message, parent, signal }: PackWish): Promise<Packed> {
  const call = { directory, signal };
  await needGit(["init", "--quiet", "--bare", "--template=", "--object-format=sha1", gitDir], call);
  await mkdir(join(gitDir, "info"), { recursive: true });
  await writeFile(join(gitDir, "info", "attributes"), attributes);
  if (around !== null) {
    if (borrow) await writeFile(join(gitDir, "objects", "info", "alternates"), `${around.objects}\n`);
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
  await needGit([...own, "read-tree", "--empty"], call);
  const index = Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)]));
  await needGit([...own, "update-index", "--add", "--remove", "-z", "--stdin"], { ...call, input: index });
  const staged = await needGit([...own, "ls-files", "-z", "--stage"], call);
  const outside = await linksOutside(directory, staged.toString());
  const tree = text(await needGit([...own, "write-tree"], call));
  const by = { GIT_AUTHOR_NAME: "sluice deploy", GIT_AUTHOR_EMAIL: "deploy@localhost" };
  const env = { ...by, GIT_COMMITTER_NAME: by.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: by.GIT_AUTHOR_EMAIL };
  const parents = parent === null ? [] : ["-p", parent];
  const made = await needGit([...own, "commit-tree", tree, ...parents], { ...call, env, input: Buffer.from(`${message}\n`) });
  return { commit: text(made), tree, files: paths.length, leftOut, outside };
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
