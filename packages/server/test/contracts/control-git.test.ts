import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReleaseFile, ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { controlCommit, releaseFile } from "../fixtures/control-commit.ts";

let directory: string;
let control: ControlGit;
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const foo = ToolName.parse("foo");
const message = { ...controlCommit("Deploy foo"), body: "Why not.", trailers: { "Sluice-Build": "57" } };

const file = (tool: string, release: number): ReleaseFile => releaseFile(tool, release, { build: 57 });
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["--git-dir", join(directory, "control.git"), ...args], {
    encoding: "utf8",
  }).trim();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-control-"));
  control = await openControlGit({ directory: join(directory, "control.git"), clock });
});
afterEach(async () => {
  await control.close();
  await rm(directory, { recursive: true, force: true });
});

test("a release is read back, and its commit says who, why and from which build", async () => {
  expect(await control.head()).toBeNull();
  expect(await control.read(foo)).toBeNull();
  const commit = await control.commit(foo, file("foo", 1), message);
  expect(await control.head()).toBe(commit);
  expect(await control.read(foo)).toEqual({ kind: "release", tool: foo, file: file("foo", 1) });
  expect(git("log", "-1", "--format=%an <%ae>|%cn|%s|%(trailers:key=Sluice-Build,valueonly)")).toBe(
    "Ada <ada@example.org>|Sluice|Deploy foo|57",
  );
  expect(git("fsck", "--strict")).toBe("");
});

test("older commits stay readable, and a difference names only the tools that changed", async () => {
  const first = await control.commit(foo, file("foo", 1), message);
  await control.commit(ToolName.parse("bar"), file("bar", 1), message);
  const last = await control.commit(foo, file("foo", 2), message);
  expect(await control.read(foo, first)).toMatchObject({ file: { release: 1 } });
  expect(await control.changed(first, last)).toEqual(["bar", "foo"]);
  expect(await control.changed(null, last)).toEqual(["bar", "foo"]);
  expect((await control.readAll(last)).map(({ tool }) => tool)).toEqual(["bar", "foo"]);
  const without = await control.commit(foo, null, message);
  expect(await control.read(foo)).toBeNull();
  expect(await control.changed(last, without)).toEqual(["foo"]);
  expect(await control.commit(foo, null, message)).toBe(without);
});

test("twenty writers at once, half of them another program, lose nothing", async () => {
  const other = await openControlGit({ directory: join(directory, "control.git"), clock });
  const tools = Array.from({ length: 20 }, (_, at) => `tool-${at}`);
  await Promise.all(tools.map((tool, at) => (at % 2 ? other : control).commit(ToolName.parse(tool), file(tool, 1), message)));
  expect(Number(git("rev-list", "--count", "main"))).toBe(20);
  expect(await control.readAll((await control.head()) ?? "")).toHaveLength(20);
  await other.close();
});

test("a commit over a file that has changed meanwhile is refused", async () => {
  await control.commit(foo, file("foo", 2), message);
  await expect(control.commit(foo, file("foo", 1), message, file("foo", 3))).rejects.toMatchObject({
    code: "wrong-state",
  });
  await control.commit(foo, file("foo", 1), message, file("foo", 2));
  expect(await control.read(foo)).toMatchObject({ file: { release: 1 } });
});

test("a person's broken file is reported for its tool alone, and a move by whomever is seen", async () => {
  await control.commit(foo, file("foo", 1), message);
  const heads: string[] = [];
  const stop = new AbortController();
  const watching = control.watch((head) => void heads.push(head), stop.signal);
  const clone = join(directory, "clone");
  execFileSync("git", ["clone", "-q", join(directory, "control.git"), clone]);
  execFileSync(
    "sh",
    [
      "-c",
      'mkdir -p tools/bad && echo "release: soon" > tools/bad/release.yaml && git add . && git -c user.name=a -c user.email=a@b commit -qm x && git push -q',
    ],
    { cwd: clone },
  );
  await vi.waitFor(() => expect(heads).toEqual([git("rev-parse", "main")]), 5000);
  const own = await control.commit(ToolName.parse("bar"), file("bar", 1), message);
  await vi.waitFor(() => expect(heads.at(-1)).toBe(own), 1000);
  const entries = await control.readAll(own);
  expect(entries.map(({ kind, tool }) => `${kind} ${tool}`)).toEqual(["broken bad", "release bar", "release foo"]);
  stop.abort();
  await watching;
});
