import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandScanner, type ScannerOptions } from "../../src/adapters/scanner-command/scanner.ts";
import { cyclonedx } from "../../src/core/sboms/cyclonedx.ts";
import { ScannerFailed } from "../../src/core/ports/vulnerability-scanner.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-scanner-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const sbom = cyclonedx(
  { tool: "foo", image: `foo@sha256:${"a".repeat(64)}`, commit: "b".repeat(40) },
  { parts: [{ type: "pypi", name: "flask", version: "2.2.2", license: null }], debian: [] },
);
const never = new AbortController().signal;

/** A scanner that the test writes: it reads the list and answers as CycloneDX says. */
async function scanner(program: string, more: Partial<ScannerOptions> = {}, words: readonly string[] = []) {
  const file = join(directory, "scanner.mjs");
  await writeFile(file, program);
  return commandScanner({
    command: [process.execPath, file, ...words],
    output: "cyclonedx",
    seconds: 60,
    memoryMiB: 2048,
    directory: join(directory, "home"),
    env: {},
    ...more,
  });
}

const knowsFlask = (read: string): string => `
import { readFileSync } from "node:fs";
const bom = JSON.parse(readFileSync(${read}, "utf8"));
const old = bom.components.filter(({ name, version }) => name === "flask" && version < "2.2.5");
const vulnerabilities = old.map((one) => ({ id: "CVE-2023-30861", ratings: [{ severity: "high" }], affects: [{ ref: one["bom-ref"] }] }));
console.log(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: bom.components, vulnerabilities }));
process.exitCode = vulnerabilities.length > 0 ? 1 : 0;
`;
const flask = [{ id: "CVE-2023-30861", package: "flask", version: "2.2.2", severity: "high", fixed: null, url: "" }];

test("finds what the program finds in the list, which is its input", async () => {
  expect(await (await scanner(knowsFlask("0"))).scan(sbom, never)).toEqual(flask);
});

test("gives the program a file for its input, as grype looks for none where it is a socket", async () => {
  const looks = await scanner(
    `import { fstatSync } from "node:fs"; if (fstatSync(0).isFile() && fstatSync(0).size > 0) console.log('{"bomFormat":"CycloneDX"}');`,
  );
  expect(await looks.scan(sbom, never)).toEqual([]);
});

test("gives the list as a file where the command names it, and leaves none behind", async () => {
  const reads = await scanner(knowsFlask("process.argv[2]"), {}, ["{sbom}"]);
  expect(await reads.scan(sbom, never)).toEqual(flask);
  expect(await readdir(join(directory, "home"))).toEqual([]);
});

test("gives it nothing of the server's environment", async () => {
  process.env["SLUICE_TEST_SECRET"] = "not for scanners";
  try {
    const seen = join(directory, "seen.json");
    const asks = await scanner(
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env)); console.log('{"bomFormat":"CycloneDX"}');`,
      { env: { DB: "/somewhere" } },
    );
    await asks.scan(sbom, never);
    const env = JSON.parse(await readFile(seen, "utf8")) as Record<string, string>;
    expect(Object.keys(env).toSorted()).toEqual(["DB", "HOME", "PATH"]);
    expect(env["HOME"]).toBe(join(directory, "home"));
  } finally {
    delete process.env["SLUICE_TEST_SECRET"];
  }
});

test.each<[string, string, Partial<ScannerOptions>, RegExp]>([
  ["takes too long", "setInterval(() => undefined, 1000);", { seconds: 1 }, /took more than 1 s/],
  [
    "says too much",
    'const all = "x".repeat(1 << 20); for (;;) { await new Promise((go) => process.stdout.write(all, () => go())); }',
    {},
    /said more than 64 MiB/,
  ],
  ["takes too much memory", "const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));", { memoryMiB: 512 }, /ended with/],
  ["fails with a reason", 'console.error("no database"); process.exitCode = 2;', {}, /ended with exit 2: no database/],
  ["says nothing", "", {}, /ended with exit 0/],
  ["says something else", 'console.log("hello");', {}, /is not cyclonedx's JSON, but begins with "hello"/],
])("fails with what happened when the program %s", async (_what, program, more, said) => {
  const failed = await (await scanner(program, more)).scan(sbom, never).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ScannerFailed);
  expect(String(failed)).toMatch(said);
});

test("says which program is not there", async () => {
  const none = await scanner("", { command: [join(directory, "none")] });
  await expect(none.scan(sbom, never)).rejects.toThrow(/ended with exit 127: .*none/);
});

test("ends the program, and what it started, by the signal", async () => {
  const stop = new AbortController();
  const pids = join(directory, "pids");
  const starts = await scanner(
    `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
     const child = spawn("sleep", ["1000"]); writeFileSync(${JSON.stringify(pids)}, String(child.pid)); setInterval(() => undefined, 1000);`,
  );
  const scanned = starts.scan(sbom, stop.signal).catch((error: unknown) => error);
  await expect.poll(() => readFile(pids, "utf8").catch(() => ""), { timeout: 60_000 }).not.toBe("");
  stop.abort();
  expect(String(await scanned)).toContain("was ended with the server");
  const pid = Number(await readFile(pids, "utf8"));
  const state = async () => /^State:\s+(\w)/m.exec(await readFile(`/proc/${pid}/status`, "utf8").catch(() => ""))?.[1] ?? "gone";
  await expect.poll(state, { timeout: 60_000 }).toMatch(/gone|Z/);
});
