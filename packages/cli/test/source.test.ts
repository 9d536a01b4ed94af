import type { SourceCheck } from "@sluice/contract";
import { expect, test } from "vitest";
import { playServer } from "./play-server.ts";
import { playForge } from "../../server/test/fixtures/play-forge.ts";
import { ciHome } from "./sluice.ts";

const url = "https://git.example.org/ops/shop.git";
const commit = "c".repeat(40);
const source = { tool: "shop", url, branch: "main", by: "ada", set: "2026-01-01T00:00:00.000Z", next: "2026-01-01T00:01:00.000Z" };
const nothing = {
  looked: null,
  commit: null,
  build: null,
  problem: null,
  publicKey: null,
  tokenUser: null,
  hosts: [],
  statuses: null,
  previews: "none",
  previewsProblem: null,
  events: "none",
  eventsProblem: null,
};
const answering = (check: Partial<SourceCheck>) =>
  playServer({
    "source.set": () => ({ ...source, ...nothing }),
    "source.show": () => ({ ...source, ...nothing, commit, problem: "it asks for a password\u001b[2J" }),
    "source.check": () => ({ outcome: "queued", commit, build: 7, reason: "", ...check }),
    "source.hook": ({ body }) => ({
      ...(body as object),
      url: "https://deploy/hooks/shop/1",
      secret: "5ec2e7",
      created: source.set,
      heard: null,
    }),
    "source.hooks": () => [{ forge: "github", url: "https://deploy/hooks/shop/1", created: source.set, heard: null }],
    "source.unhook": () => ({ done: true }),
    "source.remove": () => ({ done: true }),
    "source.status": ({ body }) => ({
      account: null,
      label: null,
      lacks: null,
      ...(body as object),
      by: "ada",
      set: source.set,
      told: null,
      problem: null,
    }),
    "source.statuses": () => [{ commit, build: 7, told: "failure", at: source.set, problem: "git.example.org refuses: 403\u001b[2J" }],
    "source.unstatus": () => ({ done: true }),
  });

test("a source is set and built at once, and how to follow the build is said", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const { exit, stdout } = await home.sluice(["source", "set", url, "-t", "shop"]);
  expect(exit, stdout).toBe(0);
  expect(stdout).toBe(
    `shop is built from ${url}, branch main.\nBuild 7 of commit ccccccc is queued.\nFollow it with: sluice builds log -f 7 -t shop\n`,
  );
  expect(played.asked.map(({ name }) => name)).toEqual(["source.set", "source.check"]);
  expect(played.asked[0]?.body).toEqual({ url, branch: "main" });
});

test.each([
  "git@git.example.org:-ops/shop.git",
  "ssh://-oProxyCommand=x@git.example.org/shop.git",
  "ssh://git@-x/shop.git",
  "https://ada:secret@git.example.org/shop.git",
  "shop",
])("%s is refused before it is sent", async (wrong) => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const { exit, stderr } = await home.sluice(["source", "set", wrong, "-t", "shop"]);
  expect(exit).toBe(2);
  expect(stderr).toContain("https://HOST/PATH");
  expect(played.asked).toEqual([]);
});

const publicKey = "ssh-ed25519 AAAAC3Nz sluice-shop";
const host = { host: "git.example.org", fingerprint: "SHA256:abc", seen: source.set };

test.each([
  ["git@github.com:ops/shop.git", "https://github.com/ops/shop/settings/keys/new, without write access"],
  ["ssh://git@gitlab.example.org:2222/ops/shop.git", "https://gitlab.example.org/ops/shop/-/settings/repository > Deploy keys"],
  ["git@git.example.org:ops/shop.git", "git.example.org: the repository's deploy keys"],
])("%s is set before its key is let in, and where to enter the key is said", async (at, where) => {
  await using played = await playServer({
    "source.set": () => ({ ...source, url: at, ...nothing, publicKey, hosts: [host], problem: "its host does not let our deploy key in" }),
  });
  await using home = await ciHome(played.url);
  const { exit, stdout } = await home.sluice(["source", "set", at, "-t", "shop"]);
  expect(exit).toBe(0);
  expect(stdout).toContain("git.example.org is known by SHA256:abc\n");
  expect(stdout).toContain(where);
  expect(stdout).toContain(`\n  ${publicKey}\nIt is built when the key is let in; to look at once: sluice source check -t shop\n`);
  expect(played.asked.map(({ name }) => name)).toEqual(["source.set"]);
});

test("a deploy key is shown and made anew, and hosts are forgotten", async () => {
  const shown = { ...source, ...nothing, publicKey, hosts: [host] };
  await using played = await playServer({
    "source.show": () => shown,
    "source.key": () => ({ ...shown, publicKey: `${publicKey}-2` }),
    "source.forget-hosts": () => ({ done: true }),
    "source.check": () => ({ outcome: "queued", commit, build: 7, reason: "" }),
  });
  await using home = await ciHome(played.url);
  expect((await home.sluice(["source", "key", "-t", "shop"])).stdout).toContain(`\n  ${publicKey}\n`);
  expect((await home.sluice(["source", "key", "--new", "-t", "shop"])).stdout).toContain(`\n  ${publicKey}-2\n`);
  expect((await home.sluice(["source", "hostkey", "-t", "shop"])).stdout).toBe("git.example.org is known by SHA256:abc\n");
  const forgotten = await home.sluice(["source", "hostkey", "--forget", "-t", "shop"]);
  expect([forgotten.exit, forgotten.stdout]).toEqual([0, expect.stringContaining("Build 7 of commit ccccccc is queued.")]);
  expect(played.asked.map(({ name }) => name).slice(-3)).toEqual(["source.forget-hosts", "source.check", "source.show"]);
});

test("a token is read from the input, and shown nowhere", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const set = ["source", "set", url, "-t", "shop"];
  const { exit, stdout, stderr } = await home.sluice([...set, "--token-stdin", "--token-user", "oauth2"], { input: "glpat-5ec2e7\n" });
  expect(exit, stderr).toBe(0);
  expect(played.asked[0]?.body).toEqual({ url, branch: "main", token: { user: "oauth2", value: "glpat-5ec2e7" } });
  expect(stdout + stderr).not.toContain("5ec2e7");
  expect((await home.sluice([...set, "--token-stdin"], { input: "two words\n" })).exit).toBe(2);
  expect((await home.sluice([...set, "--token-user", "oauth2"])).exit).toBe(2);
  expect(played.asked).toHaveLength(2);
});

test("a commit that may not be built is a failure with its reason, what is built already is none", async () => {
  await using refused = await answering({ outcome: "refused", build: null, reason: "sluice.yaml is wrong" });
  await using home = await ciHome(refused.url);
  const first = await home.sluice(["source", "check", "-t", "shop"]);
  expect(first.exit).toBe(1);
  expect(first.stderr).toContain("Commit ccccccc is not built: sluice.yaml is wrong");
  await using same = await answering({ outcome: "current" });
  await using other = await ciHome(same.url);
  const second = await other.sluice(["source", "check", "-t", "shop"]);
  expect([second.exit, second.stdout]).toEqual([0, "Nothing new: ccccccc was built already.\n"]);
});

test("shows what was found, without its control characters, and removes", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const { stdout } = await home.sluice(["source", "show", "-t", "shop"]);
  expect(stdout).toContain("it asks for a password");
  expect(stdout).not.toContain("\u001b");
  expect((await home.sluice(["source", "remove", "-t", "shop"])).stdout).toBe("shop is built from pushes only. What runs goes on.\n");
});

test("a webhook is shown as the forge calls its fields, and its secret only then", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const made = await home.sluice(["source", "hook", "github", "-t", "shop"]);
  expect(made.stdout).toContain("  URL           https://deploy/hooks/shop/1\n  Secret        5ec2e7\n  Content type  application/json\n");
  const listed = await home.sluice(["source", "hooks", "-t", "shop"]);
  expect(listed.stdout).toContain("nothing came yet");
  expect((await home.sluice(["source", "unhook", "github", "-t", "shop"])).exit).toBe(0);
  expect((await home.sluice(["source", "hook", "sourceforge", "-t", "shop"])).exit).toBe(2);
});

test("with --enter the webhook is made in the forge, and takes the place of the one before", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const hooks = [
    { id: 3, config: { url: "https://deploy/hooks/shop/0" } },
    { id: 4, config: { url: "https://deploy/hooks/other/0" } },
    { id: 5, config: { url: "https://deploy/hooks/shop/1" } },
  ];
  await using forge = await playForge(({ method }) =>
    method === "GET" ? { status: 200, body: hooks } : { status: method === "POST" ? 201 : 204 },
  );
  const args = ["source", "hook", "gitea", "--enter", "--api", forge.url, "-t", "shop"];
  const made = await home.sluice(args, { env: { ...home.environment, SLUICE_FORGE_TOKEN: "f0r6e" } });
  expect(made.exit, made.stderr).toBe(0);
  expect(made.stdout).toBe(`The webhook stands in ${url}: a push there is seen at once.\nThe one before was removed there.\n`);
  const at = "/api/v1/repos/ops/shop/hooks";
  expect(forge.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST ${at}`, `GET ${at}`, `DELETE ${at}/3`]);
  expect(forge.asked[0]).toMatchObject({
    headers: { authorization: "token f0r6e", "content-type": "application/json" },
    body: {
      type: "gitea",
      active: true,
      events: ["push"],
      config: { url: "https://deploy/hooks/shop/1", content_type: "json", secret: "5ec2e7" },
    },
  });
});

test.each([
  [{ status: 401, body: { message: "bad\u001b[2J credentials" } }, "refuses the webhook: 401 bad [2J credentials", "token is wrong"],
  [{ status: 404, body: {} }, "refuses the webhook: 404", "must be allowed to change"],
  [{ status: 302, body: {} }, "refuses the webhook: 302", "--api"],
])("what a forge refuses with %j is told, and what to enter by hand is shown", async (answer, said, todo) => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  await using forge = await playForge(() => answer);
  const made = await home.sluice(["source", "hook", "gitlab", "--enter", "--api", forge.url, "-t", "shop"], { input: "t0ken\n" });
  expect(made.exit).toBe(1);
  expect(made.stderr).toContain(said);
  expect(made.stderr).toContain(todo);
  expect(made.stdout).toContain("5ec2e7");
  expect(forge.asked).toHaveLength(1);
  expect(forge.asked[0]).toMatchObject({ path: "/api/v4/projects/ops%2Fshop/hooks", headers: { "private-token": "t0ken" } });
});

test("a forge without an API, or an empty token, is refused before anything is made", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  expect((await home.sluice(["source", "hook", "gerrit", "--enter", "-t", "shop"])).exit).toBe(2);
  expect((await home.sluice(["source", "hook", "github", "--enter", "-t", "shop"])).exit).toBe(2);
  expect(played.asked).toEqual([]);
});

test("a token for statuses is given to the server and shown by nobody, and what it must be allowed is said", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  expect((await home.sluice(["source", "status", "gitea", "-t", "shop"])).stdout).toContain("repository: Read and Write");
  expect(played.asked).toEqual([]);
  const given = await home.sluice(["source", "status", "gitea", "--enter", "--api", "https://api.example.org", "-t", "shop"], {
    input: "t0ken\n",
  });
  expect(given.exit, given.stderr).toBe(0);
  expect(played.asked[0]).toMatchObject({
    name: "source.status",
    body: { forge: "gitea", api: "https://api.example.org", token: "t0ken" },
  });
  expect(`${given.stdout}${given.stderr}`).not.toContain("t0ken");
  const listed = await home.sluice(["source", "statuses", "-t", "shop"]);
  expect(listed.stdout).toContain("ccccccc");
  expect(listed.stdout).toContain("git.example.org refuses: 403");
  expect(listed.stdout).not.toContain("\u001b");
  expect((await home.sluice(["source", "unstatus", "-t", "shop"])).exit).toBe(0);
});

test.each([
  [[], {}],
  [["--label", "none"], { label: null }],
  [["--label", "Works"], { label: "Works" }],
])("Gerrit is given whose password it is, and with %j what is voted", async (more, said) => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const args = ["source", "status", "gerrit", "--enter", "--account", "sluice", "--api", "https://git.example.org/r", ...more];
  const { exit, stderr } = await home.sluice([...args, "-t", "shop"], { input: "pa55\n" });
  expect(exit, stderr).toBe(0);
  expect(played.asked[0]?.body).toEqual({ forge: "gerrit", api: "https://git.example.org/r", token: "pa55", account: "sluice", ...said });
});

test.each([
  [["gogs", "--enter"]],
  [["gitea", "--enter", "--api", "example.org/x"]],
  [["gitea", "--enter"]],
  [["gitea", "--enter", "--account", "sluice"]],
  [["gerrit", "--enter"]],
  [["gerrit", "--enter", "--account", "a b"]],
  [["gerrit", "--enter", "--account", "sluice", "--label", "no label"]],
])("%j is refused before anything is sent", async (wrong) => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  expect((await home.sluice(["source", "status", ...wrong, "-t", "shop"])).exit).toBe(2);
  expect(played.asked).toEqual([]);
});

test("the events of a Gerrit are followed when that is said, and how they are to be heard must be known", async () => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  const at = "ssh://ci@git.example.org:29418/shop";
  expect((await home.sluice(["source", "set", at, "--events", "stream", "-t", "shop"])).exit).toBe(0);
  expect(played.asked[0]?.body).toEqual({ url: at, branch: "main", events: "stream" });
  expect((await home.sluice(["source", "set", at, "--events", "stram", "-t", "shop"])).exit).toBe(2);
});

test.each([
  [["--previews"], "own"],
  [["--fork-previews"], "all"],
])("with %j the pull requests that get previews are %s", async (flags, previews) => {
  await using played = await answering({});
  await using home = await ciHome(played.url);
  expect((await home.sluice(["source", "set", url, ...flags, "-t", "shop"])).exit).toBe(0);
  expect(played.asked[0]?.body).toEqual({ url, branch: "main", previews });
});
