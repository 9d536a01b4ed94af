import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Repository } from "./repository.ts";

const plainName = /^refs(\/[\w-][\w.-]*(?<![.]lock))+$/;
const hash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What a ref points to, as its own file or `packed-refs` says it (gitrepository-layout(5)): no process for what each
 * look and each push asks. Null: neither says it plainly, which may mean that it is not there.
 */
export async function fileRef(directory: string, ref: string): Promise<string | null> {
  if (!plainName.test(ref)) return null;
  const own = (await textOf(join(directory, ref)))?.trimEnd();
  if (own !== undefined) return hash.test(own) ? own : null;
  return packedRefs((await textOf(join(directory, "packed-refs"))) ?? "").get(ref) ?? null;
}

/** `HASH SP NAME` a line; `#` is a header, `^` what the tag above peels to. */
export function packedRefs(text: string): ReadonlyMap<string, string> {
  const rows = text.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("^"));
  return new Map(rows.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}

/**
 * Points a ref that only Sluice moves to a commit that is there, whatever it pointed to: by git's own lock file, so that
 * it waits for nobody. Where that does not work at once, git does it.
 */
export async function pointRef(repository: Repository, ref: string, commit: string): Promise<void> {
  if (!(await writeRef(join(repository.directory, ref), commit))) await repository.run(["update-ref", "--no-deref", ref, commit]);
}

async function writeRef(path: string, commit: string): Promise<boolean> {
  const lock = `${path}.lock`;
  // somebody holds it, or tidies the directory away
  const made = await mkdir(dirname(path), { recursive: true })
    .then(() => open(lock, "wx"))
    .catch(() => null);
  if (made === null) return false;
  try {
    await made.writeFile(`${commit}\n`);
    await made.datasync();
    await made.close();
    await rename(lock, path);
    return true;
  } catch {
    await made.close().catch(() => undefined);
    await rm(lock, { force: true });
    return false;
  }
}

function textOf(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "EISDIR", "ENOTDIR"].includes(error.code ?? "")) return null;
    throw error;
  });
}
