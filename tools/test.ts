import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { runChecks } from "./run-check.ts";
import { ensureBaseImages } from "./setup/base-images.ts";
import { ensureEngine } from "./setup/engine.ts";
import { ensureGerrit } from "./setup/gerrit.ts";
import { ensureGitea } from "./setup/gitea.ts";
import { goEnvironment } from "./setup/go.ts";
import { ensurePackages, testNeeds } from "./setup/packages.ts";
import { ensureCosign, ensurePack, ensureParts, ensurePromtool, ensureSshd } from "./setup/parts.ts";
import { terminalProgress } from "./setup/progress.ts";
import { runKind, type Failed } from "./test/run-kind.ts";
import { openScratch } from "./test/scratch.ts";
import { spawnVitest } from "./test/spawn-vitest.ts";
import { sum, type Counts } from "./test/vitest-report.ts";

const root = join(import.meta.dirname, "..");
const data = process.env["SLUICE_TEST_DATA"] ?? join(root, ".data");
const boundMs = 35 * 60_000;
const usage = `usage: npm test [-- --more] [-- --languages] [-- --forges] [-- --apart] [-- --long] [-- --only]
  --more       also the suites that are not of the main job
  --languages  also every example, pushed and asked
  --forges     also suites with a real Gitea, Gerrit and cosign, which are made once (nine minutes)
  --apart      also suites that touch what the whole machine or engine shares
  --long       also those of --more and --apart, and suites that take minutes
  --only       nothing but what is named here`;

/** Kinds of suites, in the order in which they run. */
function kindsFor(flags: readonly string[]): readonly string[] {
  const isLong = flags.includes("--long");
  const optional = [
    { kind: "parts-more", runs: isLong || flags.includes("--more") },
    { kind: "e2e-more", runs: isLong || flags.includes("--more") },
    { kind: "languages", runs: flags.includes("--languages") },
    { kind: "forges", runs: flags.includes("--forges") },
    { kind: "long", runs: isLong },
    { kind: "apart", runs: isLong || flags.includes("--apart") },
  ];
  return [...(flags.includes("--only") ? [] : ["unit", "parts", "e2e"]), ...optional.filter(({ runs }) => runs).map(({ kind }) => kind)];
}

/** Set-up, lint, types, format, unit, port contracts on real parts, end to end. */
async function main(kinds: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort());
  const progress = terminalProgress();
  const cache = join(data, "cache");
  mkdirSync(cache, { recursive: true });
  await using ends = new AsyncDisposableStack();
  await ensurePackages(progress, testNeeds);
  await ensureParts(progress, cache);
  await ensurePack(progress, cache);
  await ensurePromtool(progress, cache);
  await ensureSshd(progress, cache);
  if (kinds.includes("forges")) {
    await ensureGitea(progress, cache);
    await ensureGerrit(progress, cache);
    await ensureCosign(progress, cache);
  }
  const go = await goEnvironment(progress, cache);
  const engine = await ensureEngine(progress, join(data, "engine"));
  ends.defer(() => engine.stop());
  console.log(`engine         ${engine.host}, ${engine.origin}`);
  await ensureBaseImages(progress, { data, cache, dockerHost: engine.host, stop: interrupt.signal });

  const scratch = openScratch();
  ends.defer(async () => {
    for (const { pid, command } of await scratch.sweep()) console.log(`left behind, ended now: ${pid} ${command}`);
  });
  const checks = await runChecks(["types", "lint", "format"]);
  const counts: Counts[] = checks.map(({ passed }) => ({ passed: Number(passed), failed: Number(!passed), skipped: 0 }));
  const [unsteady, broken]: [Failed[], Failed[]] = [[], []];
  const env = { ...go, DOCKER_HOST: engine.host, SLUICE_TEST_CACHE: cache, TMPDIR: scratch.directory };
  for (const kind of kinds) {
    if (interrupt.signal.aborted) break;
    const place = { root, data, env, interrupted: interrupt.signal };
    const result = await runKind(kind, boundMs, Date.now, (run) => spawnVitest(place, run));
    counts.push(result);
    unsteady.push(...result.unsteady);
    broken.push(...result.broken);
  }
  await ends.disposeAsync();
  tell("unsteady", unsteady);
  tell("failed", broken);
  for (const { name, passed } of checks) if (!passed) console.log(`failed: check of ${name}`);
  const { passed, failed, skipped } = sum(counts);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (interrupt.signal.aborted) return 130;
  // A skipped test proves nothing: it counts as a failure of the run.
  return failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
}

/** Said last, where nobody has to look for it. */
function tell(how: string, files: readonly Failed[]): void {
  for (const { file, said } of files) for (const line of said) console.log(`${how}: ${relative(root, file)}: ${line}`);
}

const flags = process.argv.slice(2);
if (flags.some((flag) => !["--more", "--languages", "--forges", "--apart", "--long", "--only"].includes(flag))) {
  console.error(usage);
  process.exit(2);
}
process.exitCode = await main(kindsFor(flags));
