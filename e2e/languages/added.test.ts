import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { sluice } from "../docker/command.ts";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { shout } from "./shout.ts";

const on = inject("server");
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-languages-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...args: readonly string[]) => sluice(on, directory, args);
const file = (name: string, text: string): void => writeFileSync(join(directory, name), text);

it("a language that is added is what the next push is built with, without a restart", async () => {
  using work = await workTree(on, "loud", null);
  work.write("shout.txt", "hello\n");
  await work.commit("Say hello");
  const before = await work.push();
  expect(before.code).not.toBe(0);
  expect(before.said).toContain("no language was found");

  file("shout.yaml", shout("first").replace("detect:", "detekt:"));
  const wrong = await run("languages", "add", "shout.yaml");
  expect(wrong.said).toContain('shout.yaml line 3: detekt is not a known key; did you mean "detect"?');
  expect(wrong.exit).toBe(2);

  file("shout.yaml", shout("first"));
  const added = await run("languages", "add", "shout.yaml");
  expect(added.said).toMatch(/Shout is a language now \(shout, file [0-9a-f]{12}\)/);
  expect((await run("languages", "list")).said).toMatch(/shout +Shout .*own/);
  expect((await run("languages", "show", "shout")).said).toContain("files: [shout.txt]");

  mkdirSync(join(directory, "app"), { recursive: true });
  writeFileSync(join(directory, "app", "shout.txt"), "hello\n");
  const why = await run("plan", "app");
  expect(why.said).toContain("why shout: shout.txt");
  expect(why.said).toMatch(/why not python: no requirements\.txt/);
  expect(why.exit).toBe(0);

  const pushed = await work.push();
  expect(pushed.said).toMatch(/Found shout \(shout\.txt\)/);
  expect(pushed.code).toBe(0);
  expect((await visit(on, "loud")).text).toBe("HELLO\nfirst\n");
  const [build] = await apiOf(on).call("builds.list", { params: { tool: "loud" } });
  expect(build?.languages).toEqual([{ id: "shout", version: "", file: /file ([0-9a-f]{12})/.exec(added.said)?.[1] }]);
});

it("a commit to the control repository changes a language too, is checked, and takes it away", async () => {
  using work = await workTree(on, "loud", null);
  work.write("shout.txt", "hello\n");
  work.write("old.bak", "");
  work.write("project.toml", '[io.buildpacks]\nexclude = ["*.bak"]\n[[io.buildpacks.build.env]]\nname = "MOOD"\nvalue = "loud"\n');
  await work.commit("Say hello again");
  using control = await workTree(on, "-/control", null);
  expect((await control.pull()).code).toBe(0);
  control.write("languages/shout.yaml", shout("second").replace("steps:", "stepz:"));
  await control.commit("Break the language");
  // Other suites deploy on this server meanwhile, which moves the branch.
  const wrong = await control.pushAfterOthers();
  expect(wrong.said).toContain('languages/shout.yaml line 5: stepz is not a known key; did you mean "steps"?');
  expect(wrong.code).not.toBe(0);
  control.write("languages/shout.yaml", shout("second $MOOD $(echo *.bak)"));
  await control.commit("Change the language");
  // What is pushed counts as a whole, so the commit between may be wrong.
  const right = await control.pushAfterOthers();
  expect(right.said).toContain("languages/shout.yaml counts from the next push of a tool on");
  expect(right.code).toBe(0);
  expect((await work.push("main", "--force")).code).toBe(0);
  expect((await visit(on, "loud")).text).toBe("HELLO\nsecond loud *.bak\n");

  expect((await run("languages", "remove", "shout")).exit).toBe(0);
  expect((await run("languages", "list")).said).not.toContain("shout");
  expect((await run("languages", "remove", "python")).said).toContain("comes with Sluice");
  expect((await visit(on, "loud")).text).toBe("HELLO\nsecond loud *.bak\n");
});
