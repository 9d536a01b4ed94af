import { execFileSync } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { gitClient, type GitClient } from "../git/git-client.ts";
import { clock, foo, releaseFile, releaseText } from "./control-server.ts";
import { serveRepository } from "./git-forge.ts";

const bar = ToolName.parse("bar");
const message = { author: { name: "Ada", email: "ada@b" }, subject: "Deploy", body: "", trailers: {} };

let directory: string;
let remote: string;
let control: ControlGit;
let person: GitClient;
let said: string[];
const git = (...args: readonly string[]): string => execFileSync("git", ["--git-dir", remote, ...args], { encoding: "utf8" }).trim();
const open = (url = `file://${remote}`, credentials: string | null = null): Promise<ControlGit> =>
  openControlGit({
    directory: join(directory, "control.git"),
    clock,
    remote: { url, credentials, onEvent: (text) => void said.push(text) },
  });
async function personCommits(tool: string, release: number, image = "a"): Promise<void> {
  await person.write({ [`tools/${tool}/release.yaml`]: releaseText(tool, release, image) });
  await person.commit(`${tool} v${release} by hand`);
  const pushed = await person.run("push", "-q", `file://${remote}`, "main");
  if (pushed.code !== 0) throw new Error(pushed.output);
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-remote-"));
  remote = join(directory, "elsewhere.git");
  execFileSync("git", ["init", "-q", "--bare", "--initial-branch=main", remote]);
  person = await gitClient();
  said = [];
  control = await open();
});
afterEach(async () => {
  await control.close();
  await person[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test("what is committed here is there at once, and what is committed there comes by a fetch", async () => {
  const own = await control.commit(foo, releaseFile("foo", 1), message);
  expect(git("rev-parse", "main")).toBe(own);
  await person.run("pull", "-q", `file://${remote}`, "main");
  await personCommits("bar", 1);
  await control.remote?.fetch();
  expect(await control.read(bar)).toMatchObject({ kind: "release", file: { release: 1 } });
  expect(control.remote?.state()).toMatchObject({ state: "synced", reason: "" });
});

test("a commit over a remote that has moved on is made again on its new head, and commits of both sides stay", async () => {
  await control.commit(foo, releaseFile("foo", 1), message);
  await person.run("pull", "-q", `file://${remote}`, "main");
  for (let round = 2; round < 6; round += 1) {
    await personCommits("bar", round);
    await control.commit(foo, releaseFile("foo", round), message);
    await person.run("pull", "-q", `file://${remote}`, "main");
  }
  expect(Number(git("rev-list", "--count", "main"))).toBe(9);
  expect(await control.read(bar)).toMatchObject({ file: { release: 5 } });
  await personCommits("foo", 6);
  await expect(control.commit(foo, releaseFile("foo", 7), message, releaseFile("foo", 5))).rejects.toMatchObject({ code: "wrong-state" });
  await expect(control.read(foo)).resolves.toMatchObject({ file: { release: 6 } });
});

test("writers on both sides at once lose nothing", async () => {
  await control.commit(foo, releaseFile("foo", 1), message);
  await person.run("pull", "-q", `file://${remote}`, "main");
  const tools = Array.from({ length: 6 }, (_, at) => `ours-${at}`);
  const ours = Promise.all(tools.map((tool) => control.commit(ToolName.parse(tool), releaseFile(tool, 1), message)));
  for (let at = 0; at < 6; at += 1) {
    await person.write({ [`tools/theirs-${at}/release.yaml`]: releaseText(`theirs-${at}`, 1) });
    await person.commit(`theirs-${at}`);
    for (let attempt = 0; (await person.run("push", "-q", `file://${remote}`, "main")).code !== 0; attempt += 1) {
      expect(attempt).toBeLessThan(50);
      await person.run("pull", "-q", "--no-edit", "--no-rebase", `file://${remote}`, "main");
    }
  }
  await ours;
  await control.remote?.fetch();
  expect(await control.head()).toBe(git("rev-parse", "main"));
  expect(await control.readAll((await control.head()) ?? "")).toHaveLength(13);
});

test("a lost remote stops only new commits, is said, and all goes on when it is back", async () => {
  await control.commit(foo, releaseFile("foo", 1), message);
  await rename(remote, `${remote}.away`);
  await expect(control.commit(foo, releaseFile("foo", 2), message)).rejects.toMatchObject({ name: "SluiceError", code: "unavailable" });
  expect(control.remote?.state()).toMatchObject({ state: "lost" });
  expect(await control.read(foo)).toMatchObject({ file: { release: 1 } });
  await control.remote?.fetch();
  // a server that starts meanwhile knows what it knew
  await control.close();
  control = await open();
  await control.remote?.fetch();
  expect(await control.read(foo)).toMatchObject({ file: { release: 1 } });
  await rename(`${remote}.away`, remote);
  await control.commit(foo, releaseFile("foo", 2), message);
  expect(control.remote?.state()).toMatchObject({ state: "synced" });
  expect(said.some((text) => text.includes(": lost: "))).toBe(true);
  expect(said.at(-1)).toMatch(/: synced$/);
});

test("a broken file there is one tool's problem, with path and line", async () => {
  await control.commit(foo, releaseFile("foo", 1), message);
  await person.run("pull", "-q", `file://${remote}`, "main");
  await person.write({ "tools/bar/release.yaml": "tool: bar\nrelease: soon\n" });
  await person.commit("Broken");
  await person.run("push", "-q", `file://${remote}`, "main");
  await control.remote?.fetch();
  expect(await control.read(bar)).toMatchObject({ kind: "broken", problem: expect.stringContaining("tools/bar/release.yaml:2: release:") });
  expect(await control.read(foo)).toMatchObject({ kind: "release" });
  expect(control.remote?.state().state).toBe("synced");
});

test("a rewritten history is followed and said when its files are right, and not when they are not", async () => {
  await control.commit(foo, releaseFile("foo", 1), message);
  const left = await control.commit(foo, releaseFile("foo", 2), message);
  await person.run("pull", "-q", `file://${remote}`, "main");
  await person.run("reset", "-q", "--hard", "HEAD~1");
  await person.write({ "tools/foo/release.yaml": "tool: foo\nrelaese: 1\n" });
  await person.commit("Rewritten and broken");
  await person.run("push", "-q", "-f", `file://${remote}`, "main");
  await control.remote?.fetch();
  expect(control.remote?.state()).toMatchObject({
    state: "refused",
    reason: expect.stringMatching(/rewritten, and is not followed: tools\/foo\/release.yaml:\d+/),
  });
  expect(await control.head()).toBe(left);
  await expect(control.commit(bar, releaseFile("bar", 1), message)).rejects.toMatchObject({ code: "unavailable" });

  await person.run("reset", "-q", "--hard", "HEAD~1");
  await person.run("push", "-q", "-f", `file://${remote}`, "main");
  await control.remote?.fetch();
  expect(await control.head()).toBe(git("rev-parse", "main"));
  expect(said.at(-2) ?? "").toContain(`its history was rewritten; followed from ${left}`);
  // what was deployed from the old history can still be read
  expect(await control.read(foo, left)).toMatchObject({ file: { release: 2 } });
  await control.commit(bar, releaseFile("bar", 1), message);
  expect(git("rev-parse", "main")).toBe(await control.head());
});

test("two histories that never met are not mixed", async () => {
  await person.write({ "tools/foo/release.yaml": releaseText("foo", 9) });
  await person.commit("Begin");
  await person.run("push", "-q", `file://${remote}`, "main");
  const alone = await openControlGit({ directory: join(directory, "alone.git"), clock });
  const own = await alone.commit(foo, releaseFile("foo", 1), message);
  await alone.close();
  const joined = await openControlGit({
    directory: join(directory, "alone.git"),
    clock,
    remote: { url: `file://${remote}`, credentials: null, onEvent: (text) => void said.push(text) },
  });
  await joined.remote?.fetch();
  expect(joined.remote?.state().reason).toContain("push one to the other by hand");
  expect(await joined.head()).toBe(own);
  await joined.close();
});

test("an empty remote gets what is here", async () => {
  const alone = await openControlGit({ directory: join(directory, "alone.git"), clock });
  const own = await alone.commit(foo, releaseFile("foo", 1), message);
  await alone.close();
  const joined = await openControlGit({
    directory: join(directory, "alone.git"),
    clock,
    remote: { url: `file://${remote}`, credentials: null, onEvent: (text) => void said.push(text) },
  });
  await joined.remote?.fetch();
  expect(git("rev-parse", "main")).toBe(own);
  await joined.close();
});

test("over http with a token from a file: a wrong one is said without itself, and the file stays as it was", async () => {
  await using forge = await serveRepository(directory, "robot", "s3cret-token");
  const url = `${forge.url}/elsewhere.git`;
  const file = join(directory, "credentials");
  const line = (token: string): string => `${forge.url.replace("http://", `http://robot:${token}@`)}\n`;
  await control.close();
  await writeFile(file, line("wrong-token"), { mode: 0o600 });
  control = await open(url, file);
  await control.remote?.fetch();
  expect(control.remote?.state().state).toBe("lost");
  expect(JSON.stringify([said, control.remote?.state()])).not.toContain("wrong-token");
  expect(execFileSync("cat", [file], { encoding: "utf8" })).toBe(line("wrong-token"));
  await writeFile(file, line("s3cret-token"), { mode: 0o600 });
  const own = await control.commit(foo, releaseFile("foo", 1), message);
  expect(git("rev-parse", "main")).toBe(own);
  await control.remote?.fetch();
  expect(control.remote?.state()).toMatchObject({ state: "synced", url });
});
