import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const require = createRequire(new URL("../../packages/server/package.json", import.meta.url));
const textOf = (id: string): string =>
  (JSON.parse(readFileSync(require.resolve(`spdx-license-list/licenses/${id}.json`), "utf8")) as { licenseText: string }).licenseText;

describe("licences", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  const said = async (...args: readonly string[]) => {
    const done = await sluice(on, work.directory, args);
    expect(done).toMatchObject({ exit: 0 });
    return done.said;
  };
  beforeAll(async () => {
    on = await install({ flags: ["--licences", "required"] });
    work = await workTree(on, "foo", null);
    for (const [path, text] of Object.entries(plainApp("the first"))) work.write(path, text);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("refuses a push without a licence before it is built, and takes it with one", async () => {
    await work.commit("Begin without a licence");
    const refused = await work.push();
    expect(refused.code).not.toBe(0);
    expect(refused.said).toContain("there is no LICENSE file");
    expect(refused.said).toContain("Add a file named LICENSE");
    expect(refused.said).toContain("no licence was found");
    const [build] = await apiOf(on).call("builds.list", { params: { tool: "foo" }, query: {} });
    expect(build).toMatchObject({ state: "failed", fault: "code", image: null, licence: { verdict: "missing", policy: "required" } });
    expect(build?.steps.map(({ step }) => step)).toEqual(["plan"]);

    work.write("LICENSE", textOf("MIT"));
    await work.commit("Add the licence");
    const taken = await work.push();
    expect(taken.said).toContain("Licence: MIT (LICENSE)");
    expect(taken.code).toBe(0);
    expect(await said("builds", "show", "2", "-t", "foo")).toMatch(/licence +MIT\n/);
    expect(await said("tools", "show", "foo")).toMatch(/licence +MIT\n/);
    expect(await said("licences", "show", "foo")).toContain("Allowed: osi-approved");
  });

  it("keeps serving the old release when a licence is changed to one that is not allowed, unless an admin allows it", async () => {
    work.write("app.py", (plainApp("the second")["app.py"] ?? "").toString());
    work.write("LICENSE", textOf("CC0-1.0"));
    await work.commit("Change the licence");
    const refused = await work.push();
    expect(refused.said).toContain("LICENSE says CC0-1.0, which is not allowed here");
    expect(refused.code).not.toBe(0);
    expect((await visit(on, "foo")).text).toBe("the first");

    const wrong = await sluice(on, work.directory, ["licences", "set", "foo", "required", "--also", "cc0", "--why", "data only"]);
    expect(wrong.said).toContain("cc0 is no id of SPDX's list");
    expect(wrong.exit).toBe(2);
    expect(await said("licences", "set", "foo", "required", "--also", "CC0-1.0", "--why", "data only")).toContain("data only");
    await work.commit("Try again");
    expect((await work.push()).said).toContain("Licence: CC0-1.0 (LICENSE)");
    expect((await visit(on, "foo")).text).toBe("the second");
    const audit = await apiOf(on).call("audit.list", { query: {} });
    expect(audit.find(({ action }) => action === "licence.set")).toMatchObject({ subject: "foo", detail: { also: ["CC0-1.0"] } });
  });

  it("only says what is missing where admins only warn", async () => {
    await said("licences", "set", "foo", "warn", "--why", "a month to find one");
    work.write("LICENSE", "Look, but do not touch what I have made for myself and my friends of the choir.\n");
    await work.commit("Write an own licence");
    const pushed = await work.push();
    expect(pushed.said).toContain("warning: licence: LICENSE is no licence of SPDX's list");
    expect(pushed.code).toBe(0);
    expect(await said("status", "-t", "foo")).toContain("LICENSE is no licence of SPDX's list");
    await said("licences", "unset", "foo");
    expect(await said("licences", "show", "foo")).toContain("refused without a licence that is allowed");
  });

  it("lists for admins what is live with its licence, and whose next push would be refused", async () => {
    expect(await said("licences", "list", "--refused")).toMatch(
      /^foo +a push is refused +LICENSE is no licence of SPDX's list.* live .* required\n/,
    );
    expect(await said("licences", "list", "--policy", "warn")).toMatch(/^foo +a push is warned /);
    await said("licences", "set", "foo", "warn", "--why", "a month to find one");
    expect(await said("licences", "list", "--refused")).toContain("No push of what is live would be refused.");
    expect(await said("licences", "list")).toMatch(/^foo +a push is warned .* warn since just now, by \w+: a month to find one\n/);
    expect(JSON.parse(await said("licences", "list", "--json"))).toMatchObject([
      { tool: "foo", policy: "warn", outcome: "warned", build: 5 },
    ]);
  });
});
