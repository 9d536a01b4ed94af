import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join, parse } from "node:path";
import { Failure, usage } from "../failure.ts";
import { needGit, runGit } from "./run-git.ts";

/** The repository that a directory is in. */
export interface Surrounding {
  /** The commit that is checked out; null before the first. */
  readonly head: string | null;
  readonly subject: string;
  readonly branch: string | null;
  /** Something in the directory is not as in that commit. */
  readonly changed: boolean;
  readonly objects: string;
  /** What it ignores beside `.gitignore`; may be missing. */
  readonly exclude: string;
}

/** The git work tree around a directory; null when there is none, or when it ignores the whole directory. */
export async function surroundingOf(directory: string): Promise<Surrounding | null> {
  const place = { directory };
  const inside = await runGit(["rev-parse", "--is-inside-work-tree", "--show-object-format"], place);
  if (inside.code !== 0 && !/not a git repository/.test(inside.stderr)) {
    throw new Failure(
      "wrong-state",
      `git cannot read this directory: ${inside.stderr.split("\n")[0] ?? ""}`,
      "Mend what git names, then try again.",
    );
  }
  const [within, format] = inside.stdout.toString().trim().split("\n");
  if (within === "false") throw usage(`${directory} is inside of a .git directory.`, "Name the directory with the files.");
  if (within !== "true" || format !== "sha1") return refuseHome(directory);
  // what a build made (`dist`) is ignored on purpose, and deployed on purpose
  if ((await runGit(["check-ignore", "--quiet", "."], place)).code === 0) return null;
  const path = async (name: string): Promise<string> => {
    const found = (await needGit(["rev-parse", "--path-format=absolute", "--git-path", name], place)).toString();
    return found.replace(/\n$/, "");
  };
  const [head, branch, status, objects, exclude] = await Promise.all([
    runGit(["log", "-1", "--no-show-signature", "--format=%H%x00%s"], place),
    runGit(["symbolic-ref", "--short", "--quiet", "HEAD"], place),
    needGit(["status", "--porcelain", "--untracked-files=normal", "--", "."], place),
    path("objects"),
    path("info/exclude"),
  ]);
  const [hash = "", subject = ""] = head.code === 0 ? head.stdout.toString().trimEnd().split("\0") : [];
  return {
    head: hash === "" ? null : hash,
    subject,
    branch: branch.code === 0 ? branch.stdout.toString().trim() : null,
    changed: status.length > 0,
    objects,
    exclude,
  };
}

/** Nobody means to send all that they have. */
async function refuseHome(directory: string): Promise<null> {
  const [here, home] = await Promise.all([realpath(directory), realpath(homedir()).catch(() => null)]);
  if (here !== home && here !== parse(here).root) return null;
  throw usage(`${here} is no directory of a tool.`, `Name the directory to deploy: sluice deploy ${join(here, "my-tool")}`);
}
