import { SluiceError } from "@sluice/contract";
import { expect, test } from "vitest";
import { build, line } from "./played.ts";
import { CUT, playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const log = [line(0, "dependencies: unchanged"), line(1, "\u001b[32mdone\u001b[0m\u001b]0;title\u0007")];

test("prints a build log without colours in a pipe", async () => {
  await using server = await playServer({
    "builds.log": () => log,
    "builds.show": () => build(57),
  });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["builds", "log", "57", "-t", "hello"]);
  expect(answer).toEqual({
    exit: 0,
    stdout: "[build]   dependencies: unchanged\n[build]   done\n",
    stderr: "Build 57 succeeded (v57)\n",
  });
});

test.each([
  ["code", 1],
  ["platform", 4],
])("follows a build whose fault is %s and exits %i", async (fault, exit) => {
  await using server = await playServer({
    "builds.log": () => log,
    "builds.show": () => build(57, { state: "failed", fault, reason: "it broke" }),
  });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["builds", "log", "-f", "57", "-t", "hello", "--json"]);
  expect(answer.exit).toBe(exit);
  expect(
    answer.stdout
      .trim()
      .split("\n")
      .map((one) => (JSON.parse(one) as { n: number }).n),
  ).toEqual([0, 1]);
});

test("goes on after a cut connection without losing or repeating a line", async () => {
  const lines = [0, 1, 2, 3].map((n) => line(n, `line ${n}`));
  let cuts = 0;
  await using server = await playServer({
    "builds.log": ({ query }) => {
      const rest = lines.slice(Number(query["from"]));
      cuts += 1;
      return cuts < 3 ? [...rest.slice(0, 1), CUT] : rest;
    },
    "builds.show": () => build(57),
  });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["builds", "log", "-f", "57", "-t", "hello"]);
  expect(answer.stdout).toBe("[build]   line 0\n[build]   line 1\n[build]   line 2\n[build]   line 3\n");
});

test("shows what one process printed, with the time of the reader", async () => {
  await using server = await playServer({ "tools.logs": () => [line(0, "GET / 200", "web")] });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["logs", "-t", "hello", "--process", "web", "--tail", "5"]);
  expect(answer).toEqual({ exit: 0, stdout: "11:00:00 web  GET / 200\n", stderr: "" });
  expect(server.asked[0]?.query).toMatchObject({ process: "web", tail: "5" });
});

test("goes on when the server stops in good order before the build has ended", async () => {
  const lines = [0, 1].map((n) => line(n, `line ${n}`));
  let state = "running";
  await using server = await playServer({
    "builds.log": ({ query }) => (query["from"] === "0" ? lines.slice(0, 1) : lines.slice(1)),
    "builds.show": () => {
      const found = build(57, { state });
      state = "succeeded";
      return found;
    },
  });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["builds", "log", "-f", "57", "-t", "hello"]);
  expect(answer).toMatchObject({ exit: 0, stdout: "[build]   line 0\n[build]   line 1\n" });
});

test("fails at once when the log cannot be had, with the server's reason", async () => {
  await using server = await playServer({
    "builds.log": () => {
      throw new SluiceError("not-found", "hello has no build 57.");
    },
  });
  await using home = await ciHome(server.url);
  const answer = await home.sluice(["builds", "log", "-f", "57", "-t", "hello"]);
  expect(answer).toMatchObject({ exit: 1, stdout: "" });
  expect(answer.stderr).toContain("hello has no build 57.");
});
