import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileRef, pointRef } from "./ref-files.ts";
import { readRef } from "./refs.ts";
import { repositoryAt } from "./repository.ts";

let directory: string;
let first: string;
let second: string;

const git = (...args: readonly string[]): string => execFileSync("git", ["-C", directory, ...args], { encoding: "utf8" }).trim();
const commit = (subject: string): string =>
  git(
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=ada@example.org",
    "commit-tree",
    "-m",
    subject,
    git("hash-object", "-t", "tree", "-w", "/dev/null"),
  );

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-refs-"));
  git("init", "-q", "--bare", "--initial-branch=main");
  [first, second] = [commit("first"), commit("second")];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a ref is read as git reads it: loose, packed, and loose again over what is packed", async () => {
  git("update-ref", "refs/heads/main", first);
  expect(await fileRef(directory, "refs/heads/main")).toBe(first);
  git("tag", "-a", "-m", "one", "v1", first);
  git("pack-refs", "--all");
  expect(await fileRef(directory, "refs/heads/main")).toBe(first);
  expect(await fileRef(directory, "refs/tags/v1"), "the tag, not what it points to").toBe(git("rev-parse", "v1"));
  git("update-ref", "refs/heads/main", second);
  expect(await fileRef(directory, "refs/heads/main")).toBe(second);
});

test("what no file says plainly is left to git", async () => {
  git("update-ref", "refs/heads/main", first);
  git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
  expect(await fileRef(directory, "refs/heads/alias")).toBeNull();
  expect(await readRef(repositoryAt(directory), "refs/heads/alias")).toBe(first);
  writeFileSync(join(directory, "refs", "heads", "main.lock"), `${second}\n`);
  for (const none of ["refs/heads/main.lock", "refs/heads/../../HEAD", "refs/heads/none", "refs/heads", "HEAD"]) {
    expect(await fileRef(directory, none), none).toBeNull();
  }
  expect(await readRef(repositoryAt(directory), "refs/heads/none")).toBeNull();
});

test("a ref of ours is pointed to a commit, in a directory that is not there yet as over another", async () => {
  const repository = repositoryAt(directory);
  await pointRef(repository, "refs/sluice/builds/b1", first);
  await pointRef(repository, "refs/sluice/builds/b1", second);
  expect(git("for-each-ref", "--format=%(refname) %(objectname)")).toBe(`refs/sluice/builds/b1 ${second}`);
  git("fsck", "--strict");
});

test("a ref whose lock was left by a process that was killed is pointed all the same", async () => {
  git("update-ref", "refs/sluice/source", first);
  writeFileSync(join(directory, "refs", "sluice", "source.lock"), "");
  const repository = repositoryAt(directory, { unchangedMs: 1000, onRemoved: () => undefined });
  await pointRef(repository, "refs/sluice/source", second);
  expect(await fileRef(directory, "refs/sluice/source")).toBe(second);
});
