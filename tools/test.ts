import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runChecks } from "./run-check.ts";
import { ensureEngine } from "./setup/engine.ts";
import { ensurePackages, testNeeds } from "./setup/packages.ts";
import { ensurePack, ensureParts } from "./setup/parts.ts";
import { terminalProgress } from "./setup/progress.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

const root = join(import.meta.dirname, "..");
const data = process.env["SLUICE_TEST_DATA"] ?? join(root, ".data");

async function vitest(project: string, env: Record<string, string>): Promise<Counts> {
  const report = join(data, `report-${project}.json`);
  rmSync(report, { force: true });
  const args = ["run", "--project", project, "--reporter", "default", "--reporter", "json", `--outputFile.json=${report}`];
  const code = await new Promise<number | null>((resolve) => {
    spawn(join(root, "node_modules", ".bin", "vitest"), args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).on(
      "close",
      resolve,
    );
  });
  const said = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
  // A suite that cannot even start has no failed test of its own, and an unhandled error only shows in the exit code.
  const unseen = said.numFailedTests === 0 && (code !== 0 || !said.success) ? Math.max(1, said.numFailedTestSuites) : 0;
  return { passed: said.numPassedTests, failed: said.numFailedTests + unseen, skipped: said.numPendingTests + said.numTodoTests };
}

/** Everything: set-up, lint, types, format, unit, port contracts on real parts, end to end. */
async function main(): Promise<void> {
  const progress = terminalProgress();
  const cache = join(data, "cache");
  mkdirSync(cache, { recursive: true });
  await ensurePackages(progress, testNeeds);
  await ensureParts(progress, cache);
  await ensurePack(progress, cache);
  const engine = await ensureEngine(progress, join(data, "engine"));
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const check of await runChecks(["types", "lint", "format"])) {
      if (check.passed) counts.passed += 1;
      else counts.failed += 1;
    }
    const env = { DOCKER_HOST: engine.host, SLUICE_TEST_CACHE: cache };
    for (const project of ["unit", "parts", "e2e"]) {
      const part = await vitest(project, env);
      counts.passed += part.passed;
      counts.failed += part.failed;
      counts.skipped += part.skipped;
    }
  } finally {
    await engine.stop();
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  // A skipped test proves nothing: it counts as a failure of the run.
  if (counts.failed > 0 || counts.skipped > 0 || counts.passed === 0) process.exitCode = 1;
}

await main();
