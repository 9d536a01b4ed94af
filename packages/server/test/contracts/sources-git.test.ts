import { existsSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { gitClient } from "../git/git-client.ts";
import { sourcesContract } from "./sources.contract.ts";

sourcesContract("git", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sluice-sources-"));
  const sources = await openGitSources(directory);
  const client = await gitClient();
  return {
    sources,
    add: async (tool, subject, files, parent) => {
      if (parent !== undefined) await client.run("reset", "--hard", parent);
      await client.write(files);
      const hash = CommitHash.parse(await client.commit(subject));
      await client.run("push", join(directory, `${tool}.git`), `HEAD:refs/sluice/test/${hash}`);
      return hash;
    },
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
});

test("removes a repository in which git is about to end", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sluice-sources-"));
  try {
    const sources = await openGitSources(directory);
    const tool = ToolName.parse("busy");
    await sources.create(tool);
    const busy = join(directory, "busy.git");
    let left = 500;
    const writing = setInterval(() => {
      if (existsSync(join(busy, "objects"))) writeFileSync(join(busy, "objects", `tmp_obj_${left}`), "");
      left -= 1;
      if (left === 0) clearInterval(writing);
    }, 0);
    await sources.remove(tool);
    clearInterval(writing);
    expect(existsSync(busy)).toBe(false);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
