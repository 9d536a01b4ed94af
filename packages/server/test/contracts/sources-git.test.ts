import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash } from "@sluice/contract";
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
