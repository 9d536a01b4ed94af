import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitClient, type GitClient } from "../git/git-client.ts";
import { foo, openControlServer, releaseFile, releaseText, type ControlServer } from "./control-server.ts";

let on: ControlServer;
let client: GitClient;
beforeEach(async () => {
  on = await openControlServer();
  client = await gitClient();
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await on[Symbol.asyncDispose]();
});

const push = (token = "admin", ...flags: string[]) => client.run("push", ...flags, on.url(token), "main");
async function pushFile(path: string, text: string): Promise<{ readonly code: number | null; readonly output: string }> {
  await client.write({ [path]: text });
  await client.commit(`Change ${path}`);
  const pushed = await push();
  if (pushed.code !== 0) await client.run("reset", "-q", "--hard", "HEAD~1");
  return pushed;
}

describe("who may", () => {
  test.each([
    ["admin", true, true],
    ["admin-read", true, false],
    ["robot", true, true],
    ["follower", true, false],
    ["member", false, false],
    ["nobody", false, false],
  ])("%s clones: %s, pushes: %s", async (token, reads, writes) => {
    await on.control.commit(foo, releaseFile("foo", 1), { author: { name: "A", email: "a@b" }, subject: "s", body: "", trailers: {} });
    const pulled = await client.run("pull", "-q", on.url(token), "main");
    expect(pulled.code === 0, pulled.output).toBe(reads);
    await client.run("pull", "-q", on.url("admin"), "main");
    await client.commit("Nothing");
    const pushed = await push(token);
    expect(pushed.code === 0, pushed.output).toBe(writes);
  });
});

test("a release committed by hand counts, and its row says who made it", async () => {
  const pushed = await pushFile("tools/foo/release.yaml", releaseText("foo", 3));
  expect(pushed.output).toContain("remote: foo v3 is being deployed");
  expect(await on.control.read(foo)).toMatchObject({ kind: "release", file: { release: 3 } });
  expect(await on.store.releases(foo, { limit: 5 })).toMatchObject([
    { number: 3, state: "pending", cause: "commit", author: "Ada Lovelace", subject: "Change tools/foo/release.yaml", build: null },
  ]);
  const [entry] = await on.store.auditLog({ limit: 1 });
  expect(entry).toMatchObject({ user: "root", action: "control.push", result: "done" });
});

test("all that is wrong is said with path and line, and nothing of the push counts", async () => {
  await pushFile("tools/foo/release.yaml", releaseText("foo", 1));
  const before = await on.control.head();
  await client.write({
    "tools/foo/release.yaml": `${releaseText("foo", 2).replace("port:", "prot:")}# end\n`,
    "tools/nobody/release.yaml": releaseText("nobody", 1),
    "tools/Bad_Name/release.yaml": "x: 1\n",
    "components/edge/release.yaml": `component: edge\nrelease: 1\nimage: x@sha256:${"a".repeat(64)}\nhost: foo.localhost\n`,
    "components/helm/release.yaml": `component: helm\nrelease: 1\nimage: x@sha256:${"a".repeat(64)}\nchart: oci://x\n`,
  });
  await client.commit("All wrong");
  const { code, output } = await push();
  expect(code).not.toBe(0);
  expect(output).toMatch(/tools\/foo\/release.yaml:\d+: processes.web.prot is not a known key; did you mean "port"\?/);
  expect(output).toContain("tools/nobody/release.yaml:1: there is no tool nobody: create it first");
  expect(output).toContain("tools/Bad_Name/release.yaml:1: Bad_Name is no name for a tool");
  expect(output).toContain("components/edge/release.yaml:4: host: foo.localhost belongs to the tool foo");
  expect(output).toContain("components/helm/release.yaml:4: chart: charts are not supported on Docker yet: give an image");
  expect(output).toContain("5 things are wrong with it, see above");
  expect(await on.control.head()).toBe(before);
});

test("a number stands for one image for ever", async () => {
  await pushFile("tools/foo/release.yaml", releaseText("foo", 5, "a"));
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 5, "b"))).output).toContain(
    "tools/foo/release.yaml:2: release: 5 is taken by the image sha256:aaaaaaaaaaaa…; another image needs a new number: 6",
  );
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 4, "b"))).output).toContain("4 was skipped; the next number is 6");
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 5000, "b"))).output).toContain("5000 leaps too far");
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 6, "d"))).output).toContain(
    "image: the registry has no sha256:dddddddddddd… in 127.0.0.1:5000/foo",
  );
  const two = { processes: { web: { command: "serve", port: 8000, replicas: 2, memory: "512Mi", cpu: "500m" } } };
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 5, "a", two))).code).toBe(0);
  expect((await pushFile("tools/foo/release.yaml", releaseText("foo", 6, "b"))).code).toBe(0);
  await client.run("revert", "--no-edit", "HEAD");
  expect((await push()).code).toBe(0);
  expect(await on.control.read(foo)).toMatchObject({ file: { release: 5, processes: { web: { replicas: 2 } } } });
  // the numbers of builds go on after those of people
  const [last] = await on.store.releases(foo, { limit: 1 });
  const next = await on.store.addRelease({ ...(last ?? never()), build: null, cause: "push" });
  expect(next.number).toBe(7);
});

test("history only grows, by main, and a push over a moved head is refused", async () => {
  await pushFile("tools/foo/release.yaml", releaseText("foo", 1));
  await client.run("commit", "-q", "--amend", "-m", "Another past");
  expect((await push("admin", "--force")).output).toContain("history cannot be rewritten here");
  expect((await client.run("push", on.url("admin"), "main:other")).output).toContain("only main is kept here");
  expect((await client.run("push", on.url("admin"), ":main")).output).toMatch(/cannot be deleted/);
  await client.run("fetch", "-q", on.url("admin"), "main");
  await client.run("reset", "-q", "--hard", "FETCH_HEAD");
  await on.control.commit(foo, releaseFile("foo", 2), { author: { name: "A", email: "a@b" }, subject: "s", body: "", trailers: {} });
  await client.commit("Late");
  expect((await push()).code).not.toBe(0);
});

test("a merge counts as what it brings", async () => {
  await pushFile("tools/foo/release.yaml", releaseText("foo", 1));
  await client.run("checkout", "-q", "-b", "topic");
  await client.write({ "tools/foo/release.yaml": releaseText("foo", 2, "b") });
  await client.commit("Foo on b");
  await client.run("checkout", "-q", "main");
  await client.write({ "README.md": "What runs where.\n" });
  await client.commit("Say what it is");
  await client.run("merge", "-q", "--no-ff", "-m", "Merge topic", "topic");
  const pushed = await push();
  expect(pushed.code, pushed.output).toBe(0);
  expect(await on.store.releases(foo, { limit: 1 })).toMatchObject([{ number: 2, subject: "Foo on b" }]);
  expect(on.errors).toEqual([]);
});

function never(): never {
  throw new Error("there is no release");
}

const lua = "id: lua\nname: Lua\nrequires: base\ndetect:\n  files: [main.lua]\n";

test("a language committed by hand is checked like one that is added", async () => {
  expect((await pushFile("README.md", "what runs here\n")).code).toBe(0);
  const wrong = await pushFile("languages/lua.yaml", lua.replace("files", "flies"));
  expect(wrong.output).toContain('languages/lua.yaml line 5: detect.flies is not a known key; did you mean "files"?');
  expect(wrong.code).not.toBe(0);
  const named = await pushFile("languages/luna.yaml", lua);
  expect(named.output).toContain("languages/luna.yaml line 1: id: is lua: name the file lua.yaml");
  const alone = await pushFile("languages/lua.yaml", lua.replace("base", "nothing"));
  expect(alone.output).toContain("languages/lua.yaml line 3: requires: nothing, which is no language here");
  const circle = await pushFile("languages/base.yaml", "id: base\nname: B\nrequires: base\ndetect: { files: [x] }\n");
  expect(circle.output).toContain("languages/base.yaml line 3: requires: base, which comes back to it");
  const good = await pushFile("languages/lua.yaml", lua);
  expect(good.output).toContain("languages/lua.yaml counts from the next push of a tool on");
  expect(good.code).toBe(0);
});
