import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { gitClient, type GitClient } from "../git/git-client.ts";
import { clock, foo, releaseFile, releaseText } from "./control-server.ts";
import { openSshHost, type SshHost } from "./ssh-host.ts";

const bar = ToolName.parse("bar");
const message = { author: { name: "Ada", email: "ada@b" }, subject: "Deploy", body: "", trailers: {} };

let directory: string;
let remote: string;
let host: SshHost;
let control: ControlGit | null;
let person: GitClient;
let said: string[];
const git = (...args: readonly string[]): string => execFileSync("git", ["--git-dir", remote, ...args], { encoding: "utf8" }).trim();
async function open(more: { readonly credentials?: string; readonly knownHosts?: string } = {}): Promise<ControlGit> {
  await control?.close();
  const onEvent = (text: string): void => void said.push(text);
  control = await openControlGit({
    directory: join(directory, "control.git"),
    clock,
    remote: { url: `${host.url}${remote}`, credentials: null, onEvent, ...more },
  });
  return control;
}
const reasonOf = async (of: ControlGit): Promise<string> => {
  await of.remote?.fetch();
  return `${of.remote?.state().state}: ${of.remote?.state().reason}`;
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-remote-ssh-"));
  remote = join(directory, "elsewhere.git");
  execFileSync("git", ["init", "-q", "--bare", "--initial-branch=main", remote]);
  host = await openSshHost();
  person = await gitClient();
  [said, control] = [[], null];
});
afterEach(async () => {
  await control?.close();
  await host[Symbol.asyncDispose]();
  await person[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test("with a key that it made itself: it is shown until it is let in, and stays the same", async () => {
  let on = await open();
  const key = on.remote?.state().publicKey ?? "";
  expect(key).toMatch(/^ssh-ed25519 \S+ sluice$/);
  expect((await stat(join(directory, "control.git", "home", "id_ed25519"))).mode & 0o777).toBe(0o600);
  expect(await reasonOf(on)).toBe(`refused: it does not let us in. Give the right to write there to this key: ${key}`);
  await host.letIn(key);
  on = await open();
  expect(on.remote?.state().publicKey).toBe(key);
  const own = await on.commit(foo, releaseFile("foo", 1), message);
  expect(git("rev-parse", "main")).toBe(own);
  expect(await reasonOf(on)).toBe("synced: ");
});

test("a commit over a remote that has moved on is made again, and what was committed there comes by a fetch", async () => {
  const on = await open();
  await host.letIn(on.remote?.state().publicKey ?? "");
  await on.commit(foo, releaseFile("foo", 1), message);
  await person.run("pull", "-q", `file://${remote}`, "main");
  await person.write({ "tools/bar/release.yaml": releaseText("bar", 1) });
  await person.commit("bar by hand");
  expect((await person.run("push", "-q", `file://${remote}`, "main")).code).toBe(0);
  const own = await on.commit(foo, releaseFile("foo", 2), message);
  expect(git("rev-parse", "main")).toBe(own);
  expect(Number(git("rev-list", "--count", "main"))).toBe(3);
  expect(await on.read(bar)).toMatchObject({ kind: "release", file: { release: 1 } });
});

test("a host whose key is another one than at first gets nothing, and what to do is said", async () => {
  const on = await open();
  await host.letIn(on.remote?.state().publicKey ?? "");
  const own = await on.commit(foo, releaseFile("foo", 1), message);
  await host.stop();
  host.changeKey();
  await host.start();
  const known = join(directory, "control.git", "home", "known_hosts");
  expect(await reasonOf(on)).toMatch(/^refused: the host has another key than when it was first seen \(now SHA256:\S{43}\)/);
  expect(on.remote?.state().reason).toContain(`take the host's line out of ${known}`);
  await expect(on.commit(foo, releaseFile("foo", 2), message)).rejects.toMatchObject({ code: "unavailable" });
  expect(git("rev-parse", "main")).toBe(own);
  // its admins say that they changed it
  await rm(known);
  await on.commit(foo, releaseFile("foo", 2), message);
  expect(on.remote?.state().state).toBe("synced");
});

test("with pinned hosts and a key that was given: no other host is spoken to, and no host is learned", async () => {
  const [key, hosts] = [join(directory, "given"), join(directory, "hosts")];
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  await host.letIn(await readFile(`${key}.pub`, "utf8"));
  await writeFile(hosts, "");
  const on = await open({ credentials: key, knownHosts: hosts });
  expect(await reasonOf(on)).toContain(`refused: the host's key is not in ${hosts}: put it there`);
  expect(await readFile(hosts, "utf8")).toBe("");
  await writeFile(hosts, await host.hostLine());
  const own = await on.commit(foo, releaseFile("foo", 1), message);
  expect(git("rev-parse", "main")).toBe(own);
  await host.stop();
  host.changeKey();
  await host.start();
  expect(await reasonOf(on)).toContain(`refused: the host has another key than ${hosts} says`);
  await writeFile(hosts, await host.hostLine());
  await chmod(key, 0o644);
  expect(await reasonOf(on)).toBe(`refused: others may read the key ${key}: chmod 600 it`);
});

test("a lost host stops only new commits, and all goes on when it is back", async () => {
  const on = await open();
  await host.letIn(on.remote?.state().publicKey ?? "");
  await on.commit(foo, releaseFile("foo", 1), message);
  await host.stop();
  await expect(on.commit(foo, releaseFile("foo", 2), message)).rejects.toMatchObject({ code: "unavailable" });
  expect(await reasonOf(on)).toMatch(/^lost: .*Connection refused/);
  expect(await on.read(foo)).toMatchObject({ file: { release: 1 } });
  await host.start();
  await on.commit(foo, releaseFile("foo", 2), message);
  expect(on.remote?.state().state).toBe("synced");
  expect(said.at(-1)).toMatch(/: synced$/);
});
