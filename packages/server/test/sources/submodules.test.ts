import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CommitHash, type ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { allowedAddresses } from "../../src/remote-hosts/allowed-addresses.ts";
import { serveRepository } from "../control/git-forge.ts";
import { ada, type Elsewhere, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const asks = { "sluice.yaml": "build: { submodules: true }\n", Procfile: "web: python app.py\n" };
const moduleOf = (path: string, url: string, more = ""): string => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n${more}`;

/** Commits files with links to commits of other repositories. */
async function link(at: Elsewhere, files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): Promise<CommitHash> {
  for (const [path, hash] of Object.entries(links)) {
    await at.client.run("update-index", "--add", "--cacheinfo", `160000,${hash},${path}`);
    await mkdir(join(at.client.directory, path), { recursive: true });
  }
  return CommitHash.parse(await at.commit(files));
}

/** The commit in the repository of a tool that is built from there. */
async function fetched(name: string, at: Elsewhere): Promise<ToolName> {
  const tool = await world.tool(name);
  await world.actions.set(tool, { url: at.url, branch: "main" }, ada);
  expect(await world.actions.check(tool)).toMatchObject({ reason: "", outcome: "queued" });
  await (await world.platform.takeBuild()).end("succeeded");
  return tool;
}

/** Nobody may be connected to. */
const closed = { addresses: allowedAddresses("") };

test("a submodule and one in it have their files, in the tree and in the checkout, and what they ask for is not run", async () => {
  const { sources } = world.platform;
  const [site, theme, parts] = [await world.elsewhere("site"), await world.elsewhere("theme"), await world.elsewhere("parts")];
  const witness = join(world.platform.directory, "witness");
  const part = await parts.commit({ "part.html": "<p>" });
  const middle = await link(theme, { "layout.html": "<html>", ".gitmodules": moduleOf("in/parts", "../parts.git") }, { "in/parts": part });
  // git itself refuses more: update = !…, names and addresses that are options
  const evil = `\tbranch = --upload-pack=touch ${witness}\n\tupdate = merge\n[include]\n\tpath = /etc/passwd\n[core]\n\tsshCommand = touch ${witness}\n`;
  const commit = await link(site, { ...asks, ".gitmodules": moduleOf("themes/x", theme.url, evil) }, { "themes/x": middle });
  const tool = await fetched("site", site);
  const whole = await world.whole(tool, commit);
  expect(whole).toMatchObject({ kind: "whole", paths: ["themes/x", "themes/x/in/parts"] });
  if (whole.kind !== "whole") return;
  expect(await sources.submodules(tool, whole.commit)).toEqual([]);
  expect(await sources.file(tool, whole.commit, "themes/x/in/parts/part.html")).toBe("<p>");
  const target = join(site.client.directory, "checkout");
  await mkdir(target);
  await sources.checkout(tool, whole.commit, target);
  expect(await readFile(join(target, "themes/x/layout.html"), "utf8")).toBe("<html>");
  expect(await world.whole(tool, commit, closed), "made once").toEqual(whole);
  expect(existsSync(witness)).toBe(false);
  expect(
    (await readdir(join(world.platform.directory, "sources", `${tool}.git`))).filter((name) => name.startsWith("submodules-")),
  ).toEqual([]);
  // the history of the tool's own repository is whole as before
  expect(existsSync(join(world.platform.directory, "sources", `${tool}.git`, "shallow"))).toBe(false);
});

test("refused by the manifest, the place stays empty and nothing is fetched", async () => {
  const at = await world.elsewhere("unasked");
  const files = { "sluice.yaml": "build: { submodules: false }\n", ".gitmodules": moduleOf("sub", "../theme.git") };
  const commit = await link(at, files, { sub: "1".repeat(40) });
  const tool = await fetched("unasked", at);
  expect(await world.whole(tool, commit, closed)).toEqual({ kind: "whole", commit, paths: [], large: [], left: [] });
});

test("without a word of it, what can be had is fetched, and what cannot stays empty until it can", async () => {
  const [site, theme] = [await world.elsewhere("silent"), await world.elsewhere("silent-theme")];
  const hash = await theme.commit({ "a.html": "1" });
  const modules = `${moduleOf("theme", "../silent-theme.git")}${moduleOf("late", "../silent-late.git")}`;
  const commit = await link(site, { Procfile: "web: x\n", ".gitmodules": modules }, { theme: hash, late: hash, stray: hash });
  const tool = await fetched("silent", site);
  const first = await world.whole(tool, commit);
  expect(first).toMatchObject({
    kind: "whole",
    paths: ["theme"],
    left: [
      { path: "late", why: expect.stringContaining("there is no repository at this address") },
      { path: "stray", why: ".gitmodules does not say where it is" },
    ],
  });
  if (first.kind !== "whole") return;
  expect(await world.platform.sources.submodules(tool, first.commit)).toEqual(["late", "stray"]);
  const late = await world.elsewhere("silent-late");
  await late.client.run("pull", "-q", theme.client.directory, "HEAD");
  await late.client.run("push", "-q", "origin", "HEAD:main");
  expect(await world.whole(tool, commit)).toMatchObject({ paths: ["late", "theme"], left: [{ path: "stray" }] });
});

test("without a word of it, none that can be had is the commit itself, and a host that does not answer ends the build", async () => {
  const at = await world.elsewhere("none-to-be-had");
  const commit = await link(at, { Procfile: "web: x\n" }, { stray: "1".repeat(40) });
  const tool = await fetched("none-to-be-had", at);
  expect(await world.whole(tool, commit, closed)).toMatchObject({ kind: "whole", commit, paths: [], left: [{ path: "stray" }] });
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  await new Promise((resolve) => silent.close(resolve));
  const away = await link(at, { ".gitmodules": moduleOf("stray", `http://127.0.0.1:${port}/x.git`) }, {});
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  expect(await world.whole(tool, away)).toMatchObject({
    kind: "refused",
    reason: expect.stringMatching(
      /^submodule stray cannot be fetched: .*To build without: build: \{ submodules: false \} in sluice\.yaml$/,
    ),
  });
});

test("a submodule that has not changed is not fetched again, and one that has is", async () => {
  const [site, theme] = [await world.elsewhere("steady"), await world.elsewhere("steady-theme")];
  const first = await theme.commit({ "a.html": "1" });
  const before = await link(site, { ...asks, ".gitmodules": moduleOf("theme", "../steady-theme.git") }, { theme: first });
  const tool = await fetched("steady", site);
  expect(await world.whole(tool, before)).toMatchObject({ kind: "whole" });
  const after = CommitHash.parse(await site.commit({ "page.md": "x" }));
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  const whole = await world.whole(tool, after, closed);
  expect(whole).toMatchObject({ kind: "whole", paths: ["theme"] });
  if (whole.kind !== "whole") return;
  expect(await world.platform.sources.files(tool, whole.commit)).toEqual(expect.arrayContaining(["page.md", "theme/a.html"]));
  const second = await theme.commit({ "a.html": "2" });
  const moved = await link(site, {}, { theme: second });
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  expect(await world.whole(tool, moved, closed)).toMatchObject({ kind: "refused", reason: expect.stringContaining("--source-private") });
  expect(await world.whole(tool, moved)).toMatchObject({ kind: "whole" });
});

test.each([
  ["file", () => moduleOf("sub", "file:///etc"), "only https:// and ssh"],
  ["helper", () => moduleOf("sub", "ext::sh -c touch% /tmp/x"), "only https:// and ssh"],
  ["outside", () => moduleOf("sub", "../../../../x.git"), "only https:// and ssh"],
  ["unnamed", () => moduleOf("other", "../theme.git"), ".gitmodules does not say where it is"],
  ["metadata", () => moduleOf("sub", "http://169.254.169.254/latest"), "--source-private"],
  ["nobody", () => moduleOf("sub", "../none.git"), "there is no repository at this address"],
  ["other-ssh", () => moduleOf("sub", "git@127.0.0.1:x.git"), "there is no deploy key for it"],
  ["gone", () => moduleOf("sub", "../theme.git"), "submodule sub cannot be fetched"],
])("one that is nowhere to be had (%s) is refused with its path and the reason", async (name, modules, reason) => {
  const at = await world.elsewhere(`refused-${name}`);
  const commit = await link(at, { ...asks, ".gitmodules": modules() }, { sub: "1".repeat(40) });
  const tool = await fetched(`refused-${name}`, at);
  const whole = await world.whole(tool, commit);
  expect(whole).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  expect(whole.kind === "refused" && whole.reason).toContain("submodule sub");
});

test("what is too large or too many is refused, and leaves nothing behind", async () => {
  const [site, large] = [await world.elsewhere("bounds"), await world.elsewhere("bounds-large")];
  const hash = await large.commit({ "large.bin": randomBytes(4 * 1024 * 1024).toString("base64") });
  const first = await link(site, { ...asks, ".gitmodules": moduleOf("sub", "../bounds-large.git") }, { sub: hash });
  const tool = await fetched("bounds", site);
  expect(await world.whole(tool, first)).toMatchObject({ kind: "refused", reason: expect.stringContaining("4 MiB, the limit of a push") });
  const small = await large.commit({ "large.bin": "x" });
  const paths = Array.from({ length: 51 }, (_, n) => `many/s${n}`);
  const modules = paths.map((path) => moduleOf(path, "../bounds-large.git")).join("");
  const named = `${moduleOf("sub", "../bounds-large.git")}${modules}`;
  const second = await link(site, { ".gitmodules": named }, { sub: small, ...Object.fromEntries(paths.map((path) => [path, small])) });
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  expect(await world.whole(tool, second)).toMatchObject({ kind: "refused", reason: expect.stringContaining("more than 50 submodules") });
  expect(
    (await readdir(join(world.platform.directory, "sources", `${tool}.git`))).filter((name) => name.startsWith("submodules-")),
  ).toEqual([]);
});

test("the source's token reads submodules at its host, and goes to no other", async () => {
  await using forge = await serveRepository(join(world.platform.directory, "elsewhere"), "bot", "t0k3n");
  const heard: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const [site, theme] = [await world.elsewhere("paid-site"), await world.elsewhere("paid-theme")];
  const hash = await theme.commit({ "a.html": "1" });
  const near = await link(site, { ...asks, ".gitmodules": moduleOf("theme", "../paid-theme.git") }, { theme: hash });
  const tool = await world.tool("paid-site");
  const url = `${forge.url}/paid-site.git`;
  await world.actions.set(tool, { url, branch: "main", token: { user: "bot", value: "t0k3n" } }, ada);
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  expect(await world.whole(tool, near)).toMatchObject({ kind: "whole", paths: ["theme"] });
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/paid-theme.git`;
  const far = await link(site, { ".gitmodules": moduleOf("theme", elsewhere) }, { theme: "2".repeat(40) });
  await world.actions.check(tool);
  await (await world.platform.takeBuild()).end("succeeded");
  expect(await world.whole(tool, far)).toMatchObject({ kind: "refused", reason: expect.stringContaining("asks for a password") });
  expect(heard).not.toEqual([]);
  expect(heard.every((one) => one === undefined)).toBe(true);
});
