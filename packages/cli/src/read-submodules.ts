import { runGit } from "./deploy/run-git.ts";
import { Failure } from "./failure.ts";

/** As `git ls-files --stage` begins the row of a submodule (gitglossary, "gitlink"). */
const gitlink = "160000 ";

/** Paths of a directory's git submodules, whether their files are there or not; none outside of a repository or without git. */
export async function submodulesIn(directory: string): Promise<string[]> {
  const listed = await runGit(["ls-files", "-z", "--stage", "--", "."], { directory }).catch((error: unknown) => {
    if (error instanceof Failure) return null;
    throw error;
  });
  if (listed === null || listed.code !== 0) return [];
  const rows = listed.stdout.toString().split("\0");
  return rows.filter((row) => row.startsWith(gitlink)).map((row) => row.slice(row.indexOf("\t") + 1));
}
