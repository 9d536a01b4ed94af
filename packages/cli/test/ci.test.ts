import type { SourceCheck } from "@sluice/contract";
import { expect, test } from "vitest";
import { build } from "./played.ts";
import { playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const commit = "c".repeat(40);
const at = "2026-01-01T00:00:00.000Z";
const lines = [{ n: 0, at, stream: "sluice", step: "", text: "Live: http://shop.localhost" }];

function server(check: Partial<SourceCheck>, ended: Parameters<typeof build>[1] = {}, looks = 1, others: readonly object[] = []) {
  let left = looks;
  let asked = 0;
  return playServer({
    "source.check": () => {
      left -= 1;
      return {
        outcome: left > 0 ? "looking" : "queued",
        commit: left > 0 ? null : commit,
        build: left > 0 ? null : 7,
        reason: "",
        ...check,
      };
    },
    "builds.show": () => build(7, ended),
    "builds.log": () => lines,
    "builds.together": () => {
      asked += 1;
      // the others go on for a while after it
      return [
        { ...build(7, ended), tool: "shop" },
        ...others.map((one) => (asked > 2 ? one : { ...one, state: "running", fault: null, reason: null })),
      ];
    },
  });
}

const deploy = ["ci", "deploy", "--wait", "--commit", commit, "-t", "shop"];

test.each([
  ["succeeds", { state: "succeeded" }, 0],
  ["fails by the code", { state: "failed", fault: "code" }, 1],
  ["fails by the platform", { state: "failed", fault: "platform" }, 4],
] as const)("a job shows the log and ends as the deployment that %s", async (_, ended, code) => {
  await using played = await server({}, ended);
  await using home = await ciHome(played.url);
  const { exit, stdout, stderr } = await home.sluice(deploy);
  expect(exit, stderr).toBe(code);
  expect(stdout).toContain("Live: http://shop.localhost");
  expect(stderr).toContain("Build 7 ");
});

test("a push of several pipelines ends as the worst of them, when all have ended", async () => {
  const api = { ...build(8, { state: "failed", fault: "code" }), tool: "shop-api", pipeline: "api", reason: "tests failed" };
  const docs = { ...build(9, { state: "succeeded" }), tool: "shop-docs", pipeline: "docs" };
  await using played = await server({}, { state: "succeeded" }, 1, [api, docs]);
  await using home = await ciHome(played.url);
  const { exit, stdout, stderr } = await home.sluice(deploy);
  expect([exit, stdout]).toEqual([1, expect.stringContaining("Live: http://shop.localhost")]);
  expect(stderr).toContain("api: build 8 of shop-api failed: your code: tests failed");
  expect(stderr).toContain("docs: build 9 of shop-docs succeeded");
});

test("waits while the repository is read, and without --wait says only that it is on its way", async () => {
  await using played = await server({}, {}, 2);
  await using home = await ciHome(played.url);
  const { exit, stdout } = await home.sluice(["ci", "deploy", "-t", "shop"]);
  expect([exit, stdout]).toEqual([0, "Build 7 is on its way.\nFollow it with: sluice builds log -f 7 -t shop\n"]);
  expect(played.asked.map(({ name }) => name)).toEqual(["source.check", "source.check"]);
});

test.each([
  [{ outcome: "current", build: null }, 0, "is released already"],
  [{ outcome: "refused", build: null, reason: "sluice.yaml is wrong" }, 1, "sluice.yaml is wrong"],
  [{ outcome: "unreachable", reason: "there is no branch main" }, 1, "there is no branch main"],
  [{ commit: "d".repeat(40) }, 1, "is at ddddddd, not at ccccccc"],
] as const)("%j ends with %i", async (check, code, said) => {
  await using played = await server(check as Partial<SourceCheck>);
  await using home = await ciHome(played.url);
  const { exit, stdout, stderr } = await home.sluice(deploy);
  expect(exit, stderr).toBe(code);
  expect(`${stdout}${stderr}`).toContain(said);
});

test("half a hash is a mistake that is said before anything is asked", async () => {
  await using played = await server({});
  await using home = await ciHome(played.url);
  expect((await home.sluice(["ci", "deploy", "--commit", "abc", "-t", "shop"])).exit).toBe(2);
  expect(played.asked).toEqual([]);
});
