import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommitHash, ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { openGitSources } from "../../src/adapters/sources-git/sources.ts";
import { controlCommit, releaseFile } from "../fixtures/control-commit.ts";
import { lockRef } from "../fixtures/ref-lock.ts";

const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const foo = ToolName.parse("foo");

let directory: string;
let control: ControlGit;
let removed: string[];

async function open(unchangedMs: number): Promise<ControlGit> {
  const locks = { unchangedMs, onRemoved: (text: string) => void removed.push(text) };
  control = await openControlGit({ directory: join(directory, "control.git"), clock, locks });
  return control;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-locks-"));
  removed = [];
});
afterEach(async () => {
  await control.close();
  await rm(directory, { recursive: true, force: true });
});

test("a lock that a killed process left on the control repository is removed and told of, and commits go on", async () => {
  await open(300);
  const first = await control.commit(foo, releaseFile("foo", 1), controlCommit("Deploy foo"));
  const other = await lockRef(join(directory, "control.git"), "refs/heads/main", first);
  await other.kill();
  const lock = join(directory, "control.git", "refs", "heads", "main.lock");
  expect(existsSync(lock)).toBe(true);
  const second = await control.commit(foo, releaseFile("foo", 2), controlCommit("Deploy foo"));
  expect(await control.head()).toBe(second);
  expect(await control.pushes.contains(second, first)).toBe(true);
  expect(removed).toContain(`removed ${lock}, which a process that was killed left behind`);
  expect(existsSync(lock)).toBe(false);
});

test("a person's push past such a lock is taken too", async () => {
  await open(300);
  const first = await control.commit(foo, releaseFile("foo", 1), controlCommit("Deploy foo"));
  const second = await control.commit(foo, releaseFile("foo", 2), controlCommit("Deploy foo"));
  const other = await lockRef(join(directory, "control.git"), "refs/heads/main", first);
  await other.kill();
  expect(await control.pushes.move(second, first)).toBe(true);
  expect(await control.head()).toBe(first);
});

test("a lock that somebody holds is waited for and left alone", async () => {
  await open(600_000);
  const first = await control.commit(foo, releaseFile("foo", 1), controlCommit("Deploy foo"));
  const other = await lockRef(join(directory, "control.git"), "refs/heads/main", first);
  const committing = control.commit(foo, releaseFile("foo", 2), controlCommit("Deploy foo"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await other.release();
  const second = await committing;
  expect(await control.head()).toBe(second);
  expect(removed).toEqual([]);
});

test("such a lock on a tool's own branch does not keep the branch from moving", async () => {
  await open(300);
  const commit = await control.commit(foo, releaseFile("foo", 1), controlCommit("Any commit"));
  const sources = await openGitSources(directory, { unchangedMs: 300, onRemoved: (text) => void removed.push(text) });
  // the control repository is one of the bare repositories in the directory
  const other = await lockRef(join(directory, "control.git"), "refs/heads/released", commit);
  await other.kill();
  expect(await sources.moveBranch(ToolName.parse("control"), "released", "0".repeat(40), CommitHash.parse(commit))).toBe(true);
  expect(removed).toHaveLength(1);
});
