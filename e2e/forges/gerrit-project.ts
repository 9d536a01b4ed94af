import { randomBytes } from "node:crypto";
import type { Gerrit } from "./gerrit.ts";
import { personClone } from "./person-clone.ts";

/** Ada's clone of a project that was made in Gerrit for it, with real git. */
export interface GerritProject extends Disposable {
  readonly name: string;
  /** Pushes these files to main past the review, as an admin, and begins from there. */
  land(files: Readonly<Record<string, string>>): string;
  /** Begins a change on main, or makes the next patch set of the one that is begun; pushes it for review. */
  propose(files: Readonly<Record<string, string>>, next?: boolean): Promise<{ readonly number: number; readonly commit: string }>;
}

export async function makeProject(gerrit: Gerrit, name: string): Promise<GerritProject> {
  await gerrit.command("create-project", name, "--branch", "main");
  const { git, commit, [Symbol.dispose]: dispose } = personClone();
  let change = "";
  return {
    name,
    land(files) {
      const hash = commit(files, "-m", "Land");
      // whose commits these are is not asked of an admin
      git("push", "-q", gerrit.pushUrl("admin", name), "HEAD:refs/heads/main");
      return hash;
    },
    async propose(files, next = false) {
      if (!next) {
        git("fetch", "-q", gerrit.pushUrl("ada", name), "refs/heads/main");
        git("checkout", "-q", "--detach", "FETCH_HEAD");
        change = `I${randomBytes(20).toString("hex")}`;
      }
      const hash = commit(files, ...(next ? ["--amend"] : []), "-m", `Change of ${name}\n\nChange-Id: ${change}`);
      git("push", "-q", gerrit.pushUrl("ada", name), "HEAD:refs/for/main");
      const { _number: number } = (await gerrit.api("ada", "GET", `/changes/${name}~main~${change}`)) as { readonly _number: number };
      return { number, commit: hash };
    },
    [Symbol.dispose]: dispose,
  };
}
