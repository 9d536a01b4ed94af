import { afterAll, beforeAll, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { loadSteadily } from "./load.ts";
import { type OwnBase, ownBase, patchedPage } from "./own-base.ts";
import { visit } from "./page.ts";
import { workTree } from "./work-tree.ts";

const minute = 60_000;
const tools = Array.from({ length: 20 }, (_, n) => `tool-${String(n).padStart(2, "0")}`);

let on: Installation;
let base: OwnBase;

beforeAll(async () => {
  base = ownBase();
  on = await install({ flags: [...base.flags, "--deploy-seconds", "60"] });
  for (const tool of tools) {
    using work = await workTree(on, tool, null);
    work.write("index.html", "not shown");
    work.write("Procfile", patchedPage(""));
    await work.commit("Begin");
    expect((await work.push()).said).toContain("Live: ");
  }
}, 40 * minute);

afterAll(async () => {
  await on?.[Symbol.asyncDispose]();
  await base?.[Symbol.asyncDispose]();
}, 5 * minute);

it("twenty running tools come onto a fresh base without a failed request of any of them", { timeout: 30 * minute }, async () => {
  base.patch("one");
  expect((await sluice(on, base.directory, ["bases", "refresh", "debian-13"])).exit).toBe(0);
  const loads = tools.map((tool) => loadSteadily(on, tool, { requests: 20_000, seconds: 25 * 60, pauseMs: 1000 }));
  const { said, exit } = await sluice(on, base.directory, ["rebase", "--all"]);
  for (const load of loads) {
    const { failures, answered } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(5);
  }
  expect(said).toMatch(/Rebase 1 is done after .*: 20 live, 0 fresh before, 0 failed/);
  expect(exit).toBe(0);
  for (const tool of tools) {
    expect((await visit(on, tool)).text).toBe("one\n");
    const [newest] = await apiOf(on).call("releases.list", { params: { tool } });
    expect(newest).toMatchObject({ number: 2, cause: "rebase", state: "live" });
  }
});
