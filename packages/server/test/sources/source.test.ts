import { randomBytes } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SluiceError, type ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { allowedAddresses } from "../../src/remote-hosts/allowed-addresses.ts";
import { checkSource } from "../../src/core/sources/check-source.ts";
import { serveRepository } from "../control/git-forge.ts";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const procfile = { Procfile: "web: python app.py\n" };

async function leftBehind(tool: ToolName): Promise<readonly string[]> {
  const names = await readdir(join(world.platform.directory, "sources", `${tool}.git`));
  return names.filter((name) => name.startsWith("incoming-"));
}

test("events are followed over ssh alone, and nothing is set when that cannot be", async () => {
  const { url, commit } = await world.elsewhere("unheard");
  await commit(procfile);
  const tool = await world.tool("unheard");
  await expect(world.actions.set(tool, { url, branch: "main", events: "stream" }, ada)).rejects.toThrow("ssh://ACCOUNT@HOST:29418/PROJECT");
  expect(await world.platform.store.source(tool)).toBeNull();
  expect(await world.platform.store.streamSources()).toEqual([]);
});

describe("a repository elsewhere", () => {
  test("is built as if it had been pushed, and what is released is not built again", async () => {
    const { platform, actions } = world;
    const { commit, url } = await world.elsewhere("shop");
    const first = await commit(procfile, "Open the shop");
    const tool = await world.tool("shop");
    expect(await actions.set(tool, { url, branch: "main" }, ada)).toMatchObject({ url, branch: "main", by: "ada", commit: null });
    expect(await actions.check(tool)).toMatchObject({ outcome: "queued", commit: first });
    const build = await platform.takeBuild();
    expect(build.row).toMatchObject({
      commit: first,
      subject: "Open the shop",
      author: "ada",
      cause: `fetched from ${url}`,
      branch: "main",
    });
    expect(await actions.check(tool), "while it is built").toMatchObject({ outcome: "queued", build: build.row.id });
    await build.end("succeeded");
    expect(await platform.sources.branch(tool, "main")).toBe(first);
    expect(await actions.check(tool)).toMatchObject({ outcome: "current", build: build.row.id });

    const second = await commit({ "app.py": "print(1)\n" });
    expect(await actions.check(tool)).toMatchObject({ outcome: "queued", commit: second });
    const next = await platform.takeBuild();
    expect(next.row).toMatchObject({ commit: second, branchFrom: first });
    expect(await platform.sources.file(tool, next.row.commit, "app.py")).toBe("print(1)\n");
    await next.end("succeeded");
    expect(await platform.store.builds(tool, { limit: 9 })).toHaveLength(2);
    expect(await actions.show(tool)).toMatchObject({ commit: second, build: next.row.id, problem: null });
    const audit = await platform.store.auditLog({ limit: 1 });
    expect(audit[0]).toMatchObject({ user: "ada", action: "source.fetch", subject: "shop", result: "done", detail: { commit: second } });
    expect(await leftBehind(tool)).toEqual([]);
  });

  test("whose build failed is built again when a person asks, and by itself only when it changes", async () => {
    const { platform, actions, deps } = world;
    const { commit, url } = await world.elsewhere("again");
    await commit(procfile);
    const tool = await world.tool("again");
    await actions.set(tool, { url, branch: "main" }, ada);
    const { build } = await actions.check(tool);
    await (await platform.takeBuild()).end("failed", "code");
    expect(await checkSource(deps, await world.row(tool), false)).toMatchObject({ outcome: "current", build });
    const again = await actions.check(tool);
    expect(again).toMatchObject({ outcome: "queued" });
    expect(again.build).not.toBe(build);
    await (await platform.takeBuild()).end("succeeded");
  });

  test("whose history was written anew is followed", async () => {
    const { platform, actions } = world;
    const { commit, url, client } = await world.elsewhere("anew");
    const before = await commit(procfile);
    const tool = await world.tool("anew");
    await actions.set(tool, { url, branch: "main" }, ada);
    await actions.check(tool);
    await (await platform.takeBuild()).end("succeeded");
    await client.run("checkout", "-q", "--orphan", "other");
    const after = await commit({ "other.txt": "x" });
    expect(await actions.check(tool)).toMatchObject({ outcome: "queued", commit: after });
    await (await platform.takeBuild()).end("succeeded");
    expect(await platform.sources.branch(tool, "main")).toBe(after);
    expect(await platform.sources.contains(tool, after, before)).toBe(false);
  });

  test("is refused with the reason when its manifest is wrong, and mended by the next commit", async () => {
    const { platform, actions } = world;
    const { commit, url } = await world.elsewhere("wrong");
    const broken = await commit({ ...procfile, "sluice.yaml": "proceses: {}\n" });
    const tool = await world.tool("wrong");
    await actions.set(tool, { url, branch: "main" }, ada);
    const refused = { outcome: "refused", commit: broken, build: null, reason: expect.stringContaining("proceses") };
    expect(await actions.check(tool)).toMatchObject(refused);
    expect(await actions.show(tool)).toMatchObject({ commit: broken, build: null, problem: expect.stringContaining("sluice.yaml") });
    expect(await platform.store.builds(tool, { limit: 9 })).toEqual([]);
    await commit({ "sluice.yaml": "processes:\n  web:\n    command: python app.py\n" });
    const mended = await actions.check(tool);
    if (mended.outcome === "queued") await (await platform.takeBuild()).end("succeeded");
    expect(mended, mended.reason).toMatchObject({ outcome: "queued" });
    expect(await actions.show(tool)).toMatchObject({ problem: null });
  });

  test("that is too large is refused, and leaves nothing behind", async () => {
    const { actions, platform } = world;
    const { commit, url } = await world.elsewhere("large");
    await commit({ ...procfile, "large.bin": randomBytes(4 * 1024 * 1024).toString("base64") });
    const tool = await world.tool("large");
    await actions.set(tool, { url, branch: "main" }, ada);
    expect(await actions.check(tool)).toMatchObject({
      outcome: "unreachable",
      reason: expect.stringContaining("4 MiB, the limit of a push"),
    });
    expect(await leftBehind(tool)).toEqual([]);
    expect(await readdir(join(platform.directory, "sources", `${tool}.git`, "objects", "pack"))).toEqual([]);
  });

  test("is fetched after a server was killed while it fetched", async () => {
    const { actions, platform } = world;
    const { commit, url } = await world.elsewhere("killed");
    await commit(procfile);
    const tool = await world.tool("killed");
    await mkdir(join(platform.directory, "sources", `${tool}.git`, "incoming-0123", "objects"), { recursive: true });
    await actions.set(tool, { url, branch: "main" }, ada);
    expect(await actions.check(tool)).toMatchObject({ outcome: "queued" });
    await (await platform.takeBuild()).end("succeeded");
    expect(await leftBehind(tool)).toEqual([]);
  });

  test("is looked at once when many ask at the same time", async () => {
    const { actions, platform } = world;
    const { commit, url } = await world.elsewhere("many");
    await commit(procfile);
    const tool = await world.tool("many");
    await actions.set(tool, { url, branch: "main" }, ada);
    const checks = await Promise.all([1, 2, 3, 4, 5].map(() => actions.check(tool)));
    expect(new Set(checks.map(({ build }) => build)).size).toBe(1);
    expect(await platform.store.builds(tool, { limit: 9 })).toHaveLength(1);
    await (await platform.takeBuild()).end("succeeded");
  });
});

describe("what cannot be read says why", () => {
  const whyOf = async (url: string, branch = "main"): Promise<SluiceError> => {
    const tool = (await world.platform.store.tool("why" as ToolName))?.name ?? (await world.tool("why"));
    const error: unknown = await world.actions.set(tool, { url, branch }, ada).catch((thrown: unknown) => thrown);
    if (!(error instanceof SluiceError)) throw new Error(`${url} was taken`);
    expect(error.code).toBe("invalid-request");
    return error;
  };

  test("a repository that is not there", async () => {
    expect((await whyOf(`${world.forge.url}/none.git`)).message).toContain("there is no repository at this address");
  });

  test("a private one", async () => {
    await using forge = await serveRepository(world.platform.directory, "ada", "token");
    expect((await whyOf(`${forge.url}/shop.git`)).message).toContain("it asks for a password");
  });

  test("a branch that is not there, with those of a like name", async () => {
    const { commit, url, client } = await world.elsewhere("branches");
    await commit(procfile);
    await client.run("push", "-q", join(world.platform.directory, "elsewhere", "branches.git"), "HEAD:release", "HEAD:x/refs/heads/master");
    const error = await whyOf(url, "releases");
    expect(error.message).toContain("there is no branch releases; did you mean release?");
    expect(error.path).toBe("body.branch");
    expect((await whyOf(url, "master")).message).toContain("there is no branch master");
  });

  test("a redirect, which is not followed, not even on the same host", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(302, { location: `${world.forge.url}/shop.git/info/refs?service=git-upload-pack` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect((await whyOf(`http://127.0.0.1:${port}/shop.git`)).message).toContain("redirects are not followed");
    expect(new Set(asked)).toEqual(new Set(["/shop.git/info/refs?service=git-upload-pack"]));
  });

  test("a page that is no repository, and a host where nobody listens", async () => {
    const server = createServer((_, response) => response.end("<html>\n<body>hello</body>\n</html>\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect((await whyOf(`http://127.0.0.1:${port}/x`)).message).toContain("no git repository");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect((await whyOf(`http://127.0.0.1:${port}/x`)).message).toContain("does not answer");
  });
});

describe("addresses", () => {
  const at = (port: string | number) => ({ url: `http://forge.test:${port}/shop.git`, branch: "main", access: null });
  const port = () => new URL(world.forge.url).port;

  test("a name is looked up once, and only what was found is connected to", async () => {
    let asked = 0;
    const answers = ["127.0.0.1", "10.0.0.1"];
    const resolve = async (): Promise<string[]> => [answers[Math.min(asked++, 1)] ?? ""];
    // git itself could not find forge.test
    expect(await world.remotes({ resolve }).look(at(port()))).toMatchObject({ kind: "found" });
    expect(asked).toBe(1);
  });

  test("nobody is connected to whose address is not allowed, whatever its name", async () => {
    const closed = world.remotes({ addresses: allowedAddresses(""), resolve: async () => ["127.0.0.1"] });
    for (const url of [at(port()).url, `${world.forge.url}/shop.git`, `http://127.1:${port()}/shop.git`]) {
      const looked = await closed.look({ url, branch: "main", access: null });
      expect(looked, url).toMatchObject({ kind: "unread", away: false, why: expect.stringContaining("--source-private") });
    }
  });

  test("plain http is refused unless an admin allows it", async () => {
    expect(await world.remotes({ http: false }).look({ url: `${world.forge.url}/shop.git`, branch: "main", access: null })).toMatchObject({
      kind: "unread",
      why: expect.stringContaining("--source-http"),
    });
  });
});
