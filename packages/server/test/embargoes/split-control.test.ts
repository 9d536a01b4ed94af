import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { splitControl } from "../../src/core/embargoes/split-control.ts";
import type { Control } from "../../src/core/ports/control.ts";
import { controlCommit, releaseFile } from "../fixtures/control-commit.ts";

const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const foo = ToolName.parse("foo");
const secret = ToolName.parse(`embargo-${"a".repeat(20)}`);
const message = controlCommit("Deploy");

let directory: string;
let shared: ControlGit;
let hidden: ControlGit;
let control: Control;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-split-"));
  shared = await openControlGit({ directory: join(directory, "control.git"), clock });
  hidden = await openControlGit({ directory: join(directory, "hidden.git"), clock });
  control = splitControl(shared, hidden);
});
afterEach(async () => {
  await shared.close();
  await hidden.close();
  await rm(directory, { recursive: true, force: true });
});

test("an embargo's release is in the repository that nobody is served, and all else is as it was", async () => {
  expect(await control.head()).toBeNull();
  const first = await control.commit(foo, releaseFile("foo", 1), message);
  expect(await control.head()).toBe(first);
  const hiddenFirst = await control.commit(secret, releaseFile(secret, 1), message);
  const both = await control.head();
  expect(both).toBe(`${first}+${hiddenFirst}`);
  expect(await control.head(foo)).toBe(first);
  expect(await control.head(secret)).toBe(hiddenFirst);
  expect(execFileSync("git", ["--git-dir", join(directory, "control.git"), "rev-parse", "main"], { encoding: "utf8" }).trim()).toBe(first);
  for (const at of [undefined, both ?? "", hiddenFirst]) expect(await control.read(secret, at)).toMatchObject({ file: { release: 1 } });
  for (const at of [undefined, both ?? "", first]) expect(await control.read(foo, at)).toMatchObject({ file: { release: 1 } });
  expect(await control.read(secret, first)).toBeNull();
  expect((await control.readAll(both ?? "")).map(({ tool }) => tool)).toEqual([foo, secret]);
  expect((await control.readAll(first)).map(({ tool }) => tool)).toEqual([foo]);
});

test("a difference names what changed in either, and a file of an embargo in the shared one counts for nothing", async () => {
  const first = await control.commit(foo, releaseFile("foo", 1), message);
  await control.commit(secret, releaseFile(secret, 1), message);
  const both = (await control.head()) ?? "";
  expect(await control.changed(first, both)).toEqual([secret]);
  await control.commit(foo, releaseFile("foo", 2), message);
  const last = (await control.head()) ?? "";
  expect(await control.changed(both, last)).toEqual([foo]);
  expect(await control.changed(null, last)).toEqual([foo, secret]);
  await shared.commit(secret, releaseFile(secret, 7), message);
  const now = (await control.head()) ?? "";
  expect(await control.changed(last, now)).toEqual([]);
  expect((await control.readAll(now)).map(({ tool }) => tool)).toEqual([foo, secret]);
  expect(await control.read(secret, now)).toMatchObject({ file: { release: 1 } });
});

test("a commit in either is told", async () => {
  const heard: string[] = [];
  const ends = new AbortController();
  const watching = control.watch((head) => heard.push(head), ends.signal);
  await vi.waitUntil(async () => (await control.commit(foo, releaseFile("foo", heard.length + 1), message)) !== "" && heard.length > 0, {
    timeout: 20_000,
  });
  await control.commit(secret, releaseFile(secret, 1), message);
  await vi.waitFor(async () => expect(heard.at(-1)).toBe(await control.head()), { timeout: 20_000 });
  expect(heard.at(-1)).toContain("+");
  ends.abort();
  await watching;
});
