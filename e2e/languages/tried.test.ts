import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { sluice } from "../docker/command.ts";
import { until } from "../docker/until.ts";
import { shout } from "./shout.ts";

/** Under a name of its own: other suites push to the same server. */
const yell = (mark: string): string => shout(mark).replaceAll("shout", "yell");

const on = inject("server");
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-tried-"));
  mkdirSync(join(directory, "app"));
  mkdirSync(join(directory, "other"));
  writeFileSync(join(directory, "app", "yell.txt"), "hello\n");
  writeFileSync(join(directory, "other", "whisper.txt"), "hello\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const tried = (text: string, ...args: readonly string[]) => {
  writeFileSync(join(directory, "yell.yaml"), text);
  return sluice(on, directory, ["languages", "test", "yell.yaml", ...args]);
};
const trials = async () => (await apiOf(on).call("tools.list", { query: {} })).filter(({ name }) => name.startsWith("trial-yell-"));

it("says by line what is wrong with a file, and by file why a directory is not of the language", async () => {
  const wrong = await tried(yell("x").replace("steps:", "stepz:"), "--app", "app");
  expect(wrong.said).toContain('yell.yaml line 5: stepz is not a known key; did you mean "steps"?');
  expect(wrong.exit).toBe(2);
  const right = await tried(yell("x"));
  expect(right.said).toContain("yell.yaml is in order");
  expect(right.exit).toBe(0);
  const other = await tried(yell("x"), "--app", "other");
  expect(other.said).toContain("why not yell: no yell.txt");
  expect(other.exit).toBe(1);
});

it("builds and runs a directory on a tool that goes again, and leaves the installation's languages as they are", async () => {
  const good = await tried(yell("tried"), "--app", "app", "--again");
  expect(good.said).toContain("why yell: yell.txt");
  expect(good.said).toMatch(/answers 200 in .*:\n {2}HELLO\n {2}tried\n/);
  expect(good.said).toContain("dependencies: unchanged");
  expect(good.said).toMatch(/ {4}plan +[0-9.]+ s/);
  expect(good.exit).toBe(0);
  expect((await sluice(on, directory, ["languages", "list"])).said).not.toContain("yell");
  await until("the tool of the trial is gone", 240_000, async () => (await trials()).length === 0);
}, 600_000);

it("says why a trial failed", async () => {
  const bad = await tried(yell("tried").replace('mkdir "$LAYER/public"', "echo no such loudness >&2; exit 3"), "--app", "app");
  expect(bad.said).toContain("no such loudness");
  expect(bad.exit).toBe(1);
}, 600_000);
