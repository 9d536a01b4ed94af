import { afterAll, beforeAll, expect, test } from "vitest";
import { gitClient } from "./git-client.ts";
import { startPlatform } from "./platform.ts";
import type { Platform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
  await using client = await gitClient();
  await client.write({ "app.py": "print(1)\n" });
  await client.commit("One");
  const push = client.start("push", platform.url("shop", "ada-all"), "main");
  await (await platform.takeBuild()).end("succeeded");
  await push.ended;
});
afterAll(() => platform[Symbol.asyncDispose]());

test("a clone works with a token that may only read, a push does not", async () => {
  await using client = await gitClient();
  const url = platform.url("shop", "ada-read");
  expect((await client.run("pull", url, "main")).code).toBe(0);
  expect((await client.run("ls-files")).output).toContain("app.py");
  const { code, output } = await client.run("push", url, "HEAD:topic");
  expect(code).not.toBe(0);
  expect(output).toContain("ada may not push to shop");
});

test("a wrong token is asked for again, and no token is told what to give", async () => {
  await using client = await gitClient();
  expect((await client.run("ls-remote", platform.url("shop", "nonsense"))).output).toContain("Authentication failed");
  const answer = await fetch(`http://127.0.0.1:${platform.port}/git/shop.git/info/refs?service=git-receive-pack`);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Sluice", charset="UTF-8"');
  expect(await answer.text()).toContain("Sign in with a token as password.");
});

test("a bearer token is taken", async () => {
  const answer = await fetch(`http://127.0.0.1:${platform.port}/git/shop.git/info/refs?service=git-upload-pack`, {
    headers: { authorization: "Bearer ada-read" },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/x-git-upload-pack-advertisement");
});

test("another's tool can be neither read nor pushed to", async () => {
  await using client = await gitClient();
  await client.commit("Mine");
  const url = platform.url("shop", "bob-all");
  expect((await client.run("fetch", url)).output).toContain("There is no tool shop that you may read.");
  expect((await client.run("push", "--force", url, "main")).output).toContain("bob may not push to shop");
});

test("a token for one tool does not work on another", async () => {
  await using client = await gitClient();
  await client.commit("Mine");
  expect((await client.run("push", platform.url("other", "ada-push"), "main")).output).toContain("may not create the tool other");
});

test("a path that names no tool is told what a name is", async () => {
  await using client = await gitClient();
  for (const name of ["A", "..%2F..%2Fetc", "x--y"]) {
    expect((await client.run("ls-remote", platform.url(name, "ada-all"))).output).toContain("must be 2 to 40 of a-z");
  }
});

test("internal refs are not shown", async () => {
  await using client = await gitClient();
  const { output } = await client.run("ls-remote", platform.url("shop", "ada-all"));
  expect(output).toContain("refs/heads/main");
  expect(output).not.toContain("refs/sluice");
});
