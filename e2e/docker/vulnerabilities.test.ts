import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

/** Reads the list on its input and the advisories beside it, and answers in CycloneDX: what each names and the list has. */
const scanner = `
import { readFileSync } from "node:fs";
const bom = JSON.parse(readFileSync(0, "utf8"));
const advisories = JSON.parse(readFileSync(new URL("advisories.json", import.meta.url), "utf8"));
const vulnerabilities = advisories.flatMap(({ id, name, severity }) =>
  bom.components.filter((one) => one.name === name).map((one) => ({ id, ratings: [{ severity }], affects: [{ ref: one["bom-ref"] }] })),
);
console.log(JSON.stringify({ bomFormat: "CycloneDX", components: bom.components, vulnerabilities }));
`;

describe("vulnerable packages", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  let scanners = "";
  const know = (text: string): void => writeFileSync(join(scanners, "advisories.json"), text);
  const run = (...args: readonly string[]) => sluice(on, work.directory, ["vulnerabilities", ...args]);
  beforeAll(async () => {
    scanners = mkdtempSync(join(tmpdir(), "sluice-scanner-"));
    writeFileSync(join(scanners, "scanner.mjs"), scanner);
    know("[]");
    const command = `${process.execPath} ${join(scanners, "scanner.mjs")}`;
    on = await install({ flags: ["--scanner", command, "--vulnerabilities", "required", "--vulnerabilities-severity", "high"] });
    work = await workTree(on, "foo", null);
    for (const [path, text] of Object.entries(plainApp("the first"))) work.write(path, text);
    await work.commit("Begin");
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    rmSync(scanners, { recursive: true, force: true });
  });

  it("releases an image of which nothing bad is known", async () => {
    know(JSON.stringify([{ id: "CVE-1-low", name: "libc6", severity: "low" }]));
    const pushed = await work.push();
    expect(pushed.said).toContain("Live: ");
    const listed = await run("foo");
    expect(listed.said).toMatch(/^foo: 1 low, scanned .*\n +low +libc6 +\S+ +CVE-1-low\n/);
    expect(listed.exit).toBe(0);
    expect((await run("--all")).said).toMatch(/^foo +1 low +scanned/);
    expect((await run("foo", "--severity", "high")).said).not.toContain("CVE-1-low");
  });

  it("does not release one with a package that is known to be vulnerable, and goes on serving", async () => {
    know(JSON.stringify([{ id: "CVE-2-bad", name: "libc6", severity: "critical" }]));
    work.write("app.py", plainApp("the second")["app.py"] ?? "");
    await work.commit("Say something else");
    const refused = await work.push();
    expect(refused.said).toMatch(/critical {2}libc6 \S+ {2}CVE-2-bad {2}no version is mended yet/);
    expect(refused.said).toContain("1 vulnerable package of severity high or worse");
    expect(refused.code).not.toBe(0);
    expect((await visit(on, "foo")).text).toBe("the first");
    expect(await apiOf(on).call("vulnerabilities.show", { params: { tool: "foo" }, query: { build: 2 } })).toMatchObject({
      problem: null,
      counts: { critical: 1 },
      found: [{ id: "CVE-2-bad", package: "libc6", severity: "critical" }],
    });
  });

  it("releases it once an admin accepts the finding, counts it no more, and refuses it again when that is taken back", async () => {
    const until = `${new Date().getFullYear() + 1}-01-01`;
    const unsaid = await run("accept", "cve-2-bad", "--until", until);
    expect(unsaid.said).toContain("The reason is missing.");
    expect(unsaid.exit).toBe(2);
    const over = await run("accept", "cve-2-bad", "--until", "2020-01-01", "--why", "not reachable");
    expect(over.said).toContain("is over: give a moment to come");
    expect(over.exit).toBe(2);
    const accepted = await run("accept", "cve-2-bad", "--until", until, "-t", "foo", "--why", "not reachable");
    expect(accepted.said).toMatch(/^cve-2-bad +foo +until \d{4}-01-02 00:00 +\w+ +not reachable\n/);
    expect((await run("accepted")).said).toBe(accepted.said);

    await work.commit("Say it again");
    const pushed = await work.push();
    expect(pushed.said).toContain("1 known vulnerability is accepted by admins.");
    expect(pushed.said).toContain("Live: ");
    expect((await visit(on, "foo")).text).toBe("the second");
    expect((await run("foo")).said).toMatch(
      /^foo: none known, 1 accepted, scanned .*\n +critical +libc6 .* accepted until .*: not reachable\n/,
    );
    expect((await run("--all")).said).toMatch(/^foo +none known, 1 accepted +scanned/);
    const audit = await apiOf(on).call("audit.list", { query: {} });
    expect(audit.find(({ action }) => action === "vulnerability.accept")?.detail).toMatchObject({
      findings: ["cve-2-bad"],
      tool: "foo",
      why: "not reachable",
    });

    expect((await run("unaccept", "CVE-2-bad", "-t", "foo")).said).toContain("no longer accepted for foo");
    expect((await run("foo")).said).toMatch(/^foo: 1 critical, scanned/);
    await work.commit("Say it once more");
    expect((await work.push()).said).toContain("1 vulnerable package of severity high or worse");
  });

  it("says that it is the platform when the scanner is broken", async () => {
    know("no JSON");
    await work.commit("Try again");
    const failed = await work.push();
    expect(failed.said).toContain("the scanner ended with exit 1");
    expect(failed.said).toContain("(the platform)");
    expect(failed.code).not.toBe(0);
    expect((await visit(on, "foo")).text).toBe("the second");
    know("[]");
    work.write("app.py", plainApp("the third")["app.py"] ?? "");
    await work.commit("Try once more");
    expect((await work.push()).code).toBe(0);
    expect((await visit(on, "foo")).text).toBe("the third");
  });
});
