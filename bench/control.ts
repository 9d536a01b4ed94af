import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolName } from "@sluice/contract";
import { openControlGit } from "../packages/server/src/adapters/control-git/index.ts";
import { writeRelease } from "../packages/server/src/adapters/control-git/release-yaml.ts";
import { controlCommit, releaseFile } from "../packages/server/test/fixtures/control-commit.ts";
import { report, spread } from "./measure/figures.ts";

const tools = 3300;
const commits = 40;
const nameOf = (n: number): string => `tool-${n}`;

const directory = mkdtempSync(join(tmpdir(), "sluice-bench-control-"));
const bare = join(directory, "control.git");
const tree = join(directory, "tree");
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.fsync=all", ...args], {
    cwd: tree,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", HOME: directory, GIT_CONFIG_NOSYSTEM: "1" },
  });

/** The same repository for both: 3,300 tools, packed once as after a gc. */
function begin(): void {
  mkdirSync(tree);
  git("init", "-q", "-b", "main");
  for (let n = 0; n < tools; n += 1) {
    mkdirSync(join(tree, "tools", nameOf(n)), { recursive: true });
    writeFileSync(join(tree, "tools", nameOf(n), "release.yaml"), writeRelease(releaseFile(nameOf(n), 1)));
  }
  git("add", "-A");
  git("commit", "-q", "-m", `${tools} tools`);
  git("gc", "-q");
  git("clone", "-q", "--bare", tree, bare);
}

/** What the server does: git's plumbing on a bare repository, without a work tree. */
async function measureOurs(): Promise<number[]> {
  const control = await openControlGit({
    directory: bare,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
  });
  const times: number[] = [];
  for (let n = -3; n < commits; n += 1) {
    const tool = nameOf((n + 3) * 70);
    const begun = performance.now();
    await control.commit(ToolName.parse(tool), releaseFile(tool, 2), {
      ...controlCommit(`Deploy ${tool} v2`),
      trailers: { "Sluice-Release": "2" },
    });
    if (n >= 0) times.push(performance.now() - begun);
  }
  await control.close();
  return times;
}

/** What a person does in a work tree, with the same care for the disk. */
function measureByHand(): number[] {
  const times: number[] = [];
  for (let n = -3; n < commits; n += 1) {
    const tool = nameOf((n + 3) * 70);
    const begun = performance.now();
    writeFileSync(join(tree, "tools", tool, "release.yaml"), writeRelease(releaseFile(tool, 2)));
    git("add", join("tools", tool, "release.yaml"));
    git("commit", "-q", "-m", `Deploy ${tool} v2`);
    if (n >= 0) times.push(performance.now() - begun);
  }
  return times;
}

try {
  begin();
  const ours = spread(await measureOurs());
  const byHand = spread(measureByHand());
  report("control", { tools, commit_ms: ours, work_tree_commit_ms: byHand, ratio: Number((ours.median / byHand.median).toFixed(2)) });
} finally {
  rmSync(directory, { recursive: true, force: true });
}
