import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { apiOf } from "./api.ts";
import { cloneControl, controlGit, type ControlClone } from "./control-clone.ts";
import { type Acts, type Check, shortly } from "./storm-act.ts";
import type { StormGround } from "./storm-ground.ts";

const tool = "stormy";
const path = `tools/${tool}/release.yaml`;

/** What people commit to the control repository themselves. */
export function handActs({ on }: Pick<StormGround, "on">): Acts {
  /** The check of a commit that was taken; null when it was not, or nobody heard so. */
  async function push(edit: (clone: ControlClone) => Promise<void>): Promise<Check | null> {
    try {
      using clone = await cloneControl(on);
      await edit(clone);
      const commit = await clone.git("rev-parse", "HEAD");
      await clone.git("push", "-q", "origin", "HEAD:main");
      return async () => {
        expect(controlGit(on, "branch", "--contains", commit, "--format=%(refname:short)")).toBe("main");
      };
    } catch (error) {
      // the server was killed under git, or says why it takes no such commit
      if (error instanceof Error && "code" in error) return null;
      throw error;
    }
  }
  return {
    commitByHand: {
      within: shortly * 2,
      act: (n) =>
        push(async ({ directory, git }) => {
          const file = join(directory, path);
          const [newest] = await apiOf(on).call("releases.list", { params: { tool }, query: { limit: 1 } });
          const text = readFileSync(file, "utf8");
          const next = text
            .replace(/^release: \d+$/m, `release: ${(newest?.number ?? 0) + 1}`)
            .replace(/^build: \d+$/m, "build: null")
            .replace(/^( +replicas:) \d+$/m, `$1 ${1 + (n % 2)}`);
          writeFileSync(file, next);
          await git("commit", "-q", "-a", "-m", `By hand ${n}`);
        }),
    },
    revertByHand: {
      within: shortly * 2,
      act: () =>
        push(async ({ git }) => {
          const [last, before] = (await git("log", "-2", "--format=%H", "--", path)).split("\n");
          // what brought the tool's first release stays: without it nothing would run
          if (last !== undefined && before !== undefined) await git("revert", "--no-edit", last);
        }),
    },
  };
}
