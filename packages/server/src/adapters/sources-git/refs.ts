import { SluiceError } from "@sluice/contract";
import { fileRef } from "./ref-files.ts";
import type { Repository } from "./repository.ts";

/** What a ref points to, null when there is none. Git itself is asked for what no file says plainly. */
export async function readRef(repository: Repository, ref: string): Promise<string | null> {
  const plain = await fileRef(repository.directory, ref);
  if (plain !== null) return plain;
  const { code, stdout } = await repository.try(["rev-parse", "--verify", "--quiet", ref]);
  return code === 0 ? stdout.toString().trim() : null;
}

/** Moves or removes a ref by compare and swap: false when it is no longer at `from`. Already at `to` is true. */
export async function swapRef(repository: Repository, ref: string, from: string, to: string | null): Promise<boolean> {
  const args = to === null ? ["-d", ref, from] : [ref, to, from];
  const { code, stderr } = await repository.try(["update-ref", "--no-deref", ...args]);
  if (code === 0) return true;
  const now = await readRef(repository, ref);
  if (now === to) return true;
  if (now !== (/^0+$/.test(from) ? null : from)) return false;
  // The name is taken as a directory (branch a, then a/b), or the object is not what the ref may hold.
  if (/exists; cannot create|cannot lock ref|non-commit object/.test(stderr)) return false;
  throw new SluiceError("internal", `git update-ref failed for ${ref} (exit ${code ?? "by signal"}): ${stderr}`);
}

/** Lets a clone check out what was released first, when the default branch does not exist. */
export async function pointHead(repository: Repository, branch: string): Promise<void> {
  const { code } = await repository.try(["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (code !== 0) await repository.run(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
}
