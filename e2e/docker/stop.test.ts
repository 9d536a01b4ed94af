import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { docker } from "./containers.ts";
import { install, type Installation } from "./installation.ts";
import { type OwnBase, ownBase } from "./own-base.ts";
import { nothingAfter } from "./storm-end.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

let base: OwnBase;
let on: Installation;
beforeAll(async () => {
  base = ownBase();
  on = await install({ flags: base.flags });
});
afterAll(async () => {
  await on?.[Symbol.asyncDispose]();
  await base?.[Symbol.asyncDispose]();
}, 300_000);

it("a server that is stopped while it bakes a package set leaves nothing behind", { timeout: 400_000 }, async () => {
  using work = await workTree(on, "baked", "static");
  const push = work.push();
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const labels = ["label=sluice.kind=bake", `label=sluice.installation=${installation}`];
  const baking = () => docker("ps", "-q", ...labels.flatMap((label) => ["--filter", label]));
  await until("packages are being installed", 240_000, async () => (await baking()) !== "");
  await nothingAfter(on);
  expect((await push).code).not.toBe(0);
});
