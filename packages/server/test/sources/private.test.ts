import { mkdir, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { fileKeys } from "../../src/adapters/keys-files/file-keys.ts";
import { systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { resealAll } from "../../src/core/settings/rotate-keys.ts";
import { createVault } from "../../src/core/settings/vault.ts";
import { accessOf, newKey, sealAccess } from "../../src/core/sources/source-access.ts";
import { serveRepository } from "../control/git-forge.ts";
import { openSshHost, type SshHost } from "../control/ssh-host.ts";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
let host: SshHost;
let temporary: string;
beforeAll(async () => {
  host = await openSshHost();
  world = await sourceWorld();
  temporary = join(world.platform.directory, "t");
  await mkdir(temporary);
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

const procfile = { Procfile: "web: python app.py\n" };
const served = (name: string): string => join(world.platform.directory, "elsewhere", `${name}.git`);
const keyOf = async (tool: ToolName): Promise<string> => (await world.actions.show(tool)).publicKey ?? "";

/** A tool whose source is at the ssh host, which lets its key in. */
async function overSsh(name: string): Promise<{ tool: ToolName; first: string }> {
  const { commit } = await world.elsewhere(name);
  const first = await commit(procfile);
  const tool = await world.tool(name);
  await world.actions.set(tool, { url: `${host.url}${served(name)}`, branch: "main" }, ada);
  await host.letIn(await keyOf(tool));
  return { tool, first };
}

test("over ssh a deploy key is made, and what it is let in to is built", async () => {
  const { actions, platform } = world;
  const { commit } = await world.elsewhere("closed");
  const first = await commit(procfile);
  const tool = await world.tool("closed");
  const url = `${host.url}${served("closed")}`;
  const set = await actions.set(tool, { url, branch: "main" }, ada);
  expect(set).toMatchObject({ publicKey: expect.stringMatching(/^ssh-ed25519 \S{68} sluice-closed$/), commit: null });
  expect(set.problem).toContain("does not let our deploy key in");
  expect(set.hosts).toEqual([{ host: new URL(url).host, fingerprint: expect.stringMatching(/^SHA256:\S{43}$/), seen: expect.any(String) }]);
  expect(await actions.check(tool)).toMatchObject({ outcome: "unreachable", away: false });
  await host.letIn(set.publicKey ?? "");
  expect(await actions.check(tool)).toMatchObject({ reason: "", outcome: "queued", commit: first });
  const build = await platform.takeBuild();
  await build.end("succeeded");
  // branch and address anew: the key stays, so nobody has to enter it again
  expect(await actions.set(tool, { url, branch: "main" }, ada)).toMatchObject({ publicKey: set.publicKey, problem: null });
  // the key was in no file, and what ssh needed beside it is gone
  expect((await readdir(temporary)).filter((name) => name.startsWith("sluice-ssh-"))).toEqual([]);
});

test("a new key lets in instead of the one before, which does no more", async () => {
  const { tool } = await overSsh("anew-key");
  const before = await keyOf(tool);
  const made = await world.actions.newKey(tool);
  expect(made.publicKey).not.toBe(before);
  expect(await world.actions.check(tool)).toMatchObject({ outcome: "unreachable", reason: expect.stringContaining("deploy key") });
  await host.letIn(made.publicKey ?? "");
  expect(await world.actions.check(tool)).toMatchObject({ reason: "", outcome: "queued" });
  await (await world.platform.takeBuild()).end("succeeded");
});

test("a host with another key than at first gets nothing until the one before is forgotten", async () => {
  const { actions, platform } = world;
  const { tool, first } = await overSsh("moved");
  const known = (await actions.show(tool)).hosts;
  await host.stop();
  expect(await actions.check(tool)).toMatchObject({
    outcome: "unreachable",
    away: true,
    reason: expect.stringContaining("Connection refused"),
  });
  host.changeKey();
  await host.start();
  const refused = await actions.check(tool);
  expect(refused).toMatchObject({ outcome: "unreachable", away: false, reason: expect.stringContaining("another key") });
  expect(refused.reason).toMatch(/\(now SHA256:\S{43}\).*sluice source hostkey --forget/);
  expect((await actions.show(tool)).hosts).toEqual(known);
  await actions.forgetHosts(tool);
  expect(await actions.check(tool)).toMatchObject({ reason: "", outcome: "queued", commit: first });
  await (await platform.takeBuild()).end("succeeded");
  const [now] = (await actions.show(tool)).hosts;
  expect(refused.reason).toContain(now?.fingerprint);
});

test("ssh connects to the address that was looked at, and to none that is not allowed", async () => {
  const { tool } = await overSsh("named");
  const seed = await world.deps.vault.open("", (await world.platform.store.sourceAccess(tool))?.sealed ?? "");
  const access = await accessOf(world.deps, await world.row(tool));
  expect(JSON.stringify(access)).not.toContain(seed);
  const url = `${host.url.replace("127.0.0.1", "forge.test")}${served("named")}`;
  let asked = 0;
  const resolve = async (): Promise<string[]> => ((asked += 1), ["127.0.0.1"]);
  expect(await world.remotes({ resolve }).look({ url, branch: "main", access })).toMatchObject({ kind: "found" });
  expect(asked).toBe(1);
  const closed = await world.remotes({ resolve: async () => ["10.0.0.1"] }).look({ url, branch: "main", access });
  expect(closed).toMatchObject({ kind: "unread", why: expect.stringContaining("--source-private") });
});

test("with a token a private repository over http is read, and the token goes to no other address", async () => {
  const { actions, platform } = world;
  await using forge = await serveRepository(join(platform.directory, "elsewhere"), "bot", "t0k3n");
  const { commit } = await world.elsewhere("paid");
  const first = await commit(procfile);
  const tool = await world.tool("paid");
  const url = `${forge.url}/paid.git`;
  await expect(actions.set(tool, { url, branch: "main" }, ada)).rejects.toThrow("--token-stdin");
  await expect(actions.set(tool, { url, branch: "main", token: { user: "bot", value: "other" } }, ada)).rejects.toThrow("is wrong");
  const set = await actions.set(tool, { url, branch: "main", token: { user: "bot", value: "t0k3n" } }, ada);
  expect(set).toMatchObject({ tokenUser: "bot", publicKey: null, problem: null });
  expect(JSON.stringify(set)).not.toContain("t0k3n");
  expect(await actions.set(tool, { url, branch: "main" }, ada), "the same address").toMatchObject({ tokenUser: "bot" });
  expect(await actions.check(tool)).toMatchObject({ reason: "", outcome: "queued", commit: first });
  await (await platform.takeBuild()).end("succeeded");
  expect(JSON.stringify(await platform.store.auditLog({ limit: 20 }))).not.toContain("t0k3n");

  const heard: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/paid.git`;
  await expect(actions.set(tool, { url: elsewhere, branch: "main" }, ada)).rejects.toThrow("it asks for a password");
  expect(new Set(heard)).toEqual(new Set([undefined]));
  await expect(actions.set(tool, { url: `${host.url}/x`, branch: "main", token: { user: "git", value: "x" } }, ada)).rejects.toThrow(
    "https://",
  );
});

test("a deploy key is sealed, and sealed anew with the other secrets", async () => {
  const { platform } = world;
  const keys = fileKeys(join(platform.directory, "keys"), systemRandom);
  const vault = createVault(keys, systemRandom);
  const deps = { ...world.deps, vault };
  const tool = await world.tool("sealed");
  const place = { tool, url: "ssh://git@git.example.org/sealed.git", branch: "main", by: ada };
  const access = await newKey(deps, place);
  await sealAccess(deps, tool, access, (sealed) => platform.store.putSource(place, platform.push.clock.now(), sealed));
  const kept = await platform.store.sourceAccess(tool);
  expect(kept?.sealed).toMatch(/^1\.[0-9a-f]+\./);
  await keys.rotate();
  for (const other of await platform.store.sealedWithOther((await keys.current()).id, 99)) {
    if (other.kind === "source-access" && other.tool !== tool) await platform.store.removeSource(other.tool);
  }
  await resealAll({ keys, vault, store: platform.store }, new AbortController().signal);
  expect((await platform.store.sourceAccess(tool))?.key).toBe((await keys.current()).id);
  expect(await keys.ids()).toHaveLength(1);
  const opened = await accessOf(deps, place);
  expect(opened?.kind === "key" && access.kind === "key" && opened.seed.equals(access.seed)).toBe(true);
});
