import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Digest, Moment, type ReleaseFile, ReleaseNumber, ToolName, UserName } from "@sluice/contract";
import { openControlGit } from "../../packages/server/src/adapters/control-git/index.ts";
import { writeRelease } from "../../packages/server/src/adapters/control-git/release-yaml.ts";
import { fileLogs } from "../../packages/server/src/adapters/logs-files/file-logs.ts";
import { openStore } from "../../packages/server/src/adapters/store-sql/open.ts";
import { releasePath } from "../../packages/server/src/core/control/release-files.ts";
import type { ReconcileDependencies } from "../../packages/server/src/core/reconcile/dependencies.ts";
import { lookAtAll, toolsToWake } from "../../packages/server/src/core/reconcile/full-pass.ts";
import { noKnownCopies } from "../../packages/server/src/core/reconcile/known-copies.ts";
import { createLimit } from "../../packages/server/src/core/reconcile/limit.ts";
import { shapeOf } from "../../packages/server/src/core/reconcile/plan.ts";
import { digestOf } from "../../packages/server/src/core/reconcile/same-file.ts";
import { createReconciler } from "../../packages/server/src/core/reconcile/reconciler.ts";
import { createReleaseStates } from "../../packages/server/src/core/reconcile/release-states.ts";
import { changeRelease } from "../../packages/server/src/core/releases/change-release.ts";
import type { RouteTarget } from "../../packages/server/src/core/ports/router.ts";
import { releaseFile } from "../../packages/server/test/fixtures/control-commit.ts";
import { cpuTimeMs } from "./cpu-time.ts";
import { spread, type Spread } from "./figures.ts";
import { simulatedRuntime } from "./simulated-runtime.ts";

export interface ReconcileFigures {
  readonly tools: number;
  /** The first pass after a start, with nothing read before. */
  readonly first_pass_ms: number;
  readonly full_pass_ms: number;
  readonly full_pass: Spread;
  /** CPU of the server and its git processes from the wish to live, commit and store included. */
  readonly one_change_cpu_ms: number;
  readonly one_change: Spread;
}

const passes = 9;
const changes = 40;
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() };
const ada = UserName.parse("ada");
const image = Digest.parse(`sha256:${"a".repeat(64)}`);

const processes = { web: { command: "gunicorn --bind 0.0.0.0:$PORT app:app", port: 8000 } };
const fileOf = (tool: ToolName): ReleaseFile => releaseFile(tool, 1, { settings: 1, processes });

/** What reconciling costs with many tools: real control repository and store, a runtime that is simulated. */
export async function measureReconciling(count: number): Promise<ReconcileFigures> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-many-"));
  const tools = Array.from({ length: count }, (_, n) => ToolName.parse(`tool-${n}`));
  const control = await openControlGit({ directory: join(directory, "control.git"), clock });
  const store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  const stop = new AbortController();
  try {
    commitAll(join(directory, "control.git"), tools.map(fileOf));
    const head = (await control.head()) ?? "";
    const runtime = simulatedRuntime();
    for (const tool of tools) {
      await store.createTool({ name: tool, created: Moment.parse(clock.now()), createdBy: ada }, ada);
      const file = fileOf(tool);
      const { commit, settings } = file;
      const row = { tool, build: null, commit, subject: "s", author: ada, cause: "push" as const, settings, image };
      await store.addRelease({ ...row, created: Moment.parse(clock.now()) });
      await store.setReleaseState(tool, ReleaseNumber.parse(1), { state: "live", live: clock.now(), control: head });
      await store.putValue(`deployed:${tool}`, JSON.stringify({ release: 1, control: head, file: digestOf(file) }));
      const spec = file.processes["web"];
      if (spec !== undefined) {
        runtime.add({ tool, release: 1, process: "web", image: file.image, spec, env: {}, files: [], shape: shapeOf(file, "web") });
      }
    }
    const problems: unknown[] = [];
    const deps: ReconcileDependencies = {
      control,
      runtime,
      prober: runtime.prober,
      router: simulatedRouter(),
      store,
      logs: fileLogs(join(directory, "logs")),
      clock,
      explain: () => [],
      environment: async () => ({ env: {}, files: [] }),
      host: (tool) => `${tool}.localhost`,
      options: { patienceSeconds: 600, deploySeconds: 10, drainSeconds: 1, parallel: 2, fullPassSeconds: 3600 },
      onProblem: ({ error }) => void problems.push(error),
    };
    const full = await measurePasses(deps, stop.signal);

    const reconciler = createReconciler(deps);
    const done = reconciler.start(stop.signal);
    await reconciler.restoreRoutes();
    const times: number[] = [];
    const cpuBefore = cpuTimeMs();
    for (let n = 0; n < changes; n += 1) {
      const tool = tools[(n * 83) % count];
      if (tool === undefined) continue;
      const begun = performance.now();
      const body = "A change for the benchmark.";
      const wish = { tool, by: ada, cause: "settings" as const, subject: (number: number) => `Change ${tool}: v${number}`, body };
      const release = await changeRelease(
        { store, control, clock },
        { ...wish, change: (present) => ({ settings: present.settings + 1 }) },
      );
      if (release === null) throw new Error("nothing was changed");
      const end = await reconciler.settled(tool, release.number, AbortSignal.timeout(60_000));
      if (end !== "live") throw new Error(`${tool} did not become live`);
      times.push(performance.now() - begun);
    }
    const cpu = (cpuTimeMs() - cpuBefore) / changes;
    stop.abort();
    await done;
    if (problems.length > 0) throw problems[0];
    return { tools: count, ...full, one_change_cpu_ms: Math.round(cpu * 10) / 10, one_change: spread(times) };
  } finally {
    stop.abort();
    await control.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measurePasses(deps: ReconcileDependencies, stopping: AbortSignal) {
  const routed = new Map((await deps.runtime.list()).map((one) => [one.tool, one.address === null ? [] : [one.address]]));
  const context = {
    ...deps,
    states: createReleaseStates(deps.store, deps.clock),
    known: noKnownCopies,
    limit: createLimit(2),
    routed,
    stopping,
  };
  const times: number[] = [];
  for (let n = 0; n <= passes; n += 1) {
    const begun = performance.now();
    if (n === 0) await context.states.load();
    const awake = await toolsToWake(context, await lookAtAll(context), () => new Set());
    times.push(performance.now() - begun);
    if (awake.length > 0) throw new Error(`${awake.length} tools are not as wished`);
  }
  const [first = 0, ...later] = times;
  const full = spread(later);
  return { first_pass_ms: Math.round(first), full_pass_ms: full.median, full_pass: full };
}

function commitAll(repository: string, files: readonly ReleaseFile[]): void {
  const changed = files.map((file) => {
    const text = writeRelease(file);
    return `M 100644 inline ${releasePath(file.tool)}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  const input = `commit refs/heads/main\ncommitter Ada <ada@localhost> 1700000000 +0000\ndata 5\nBegin\n${changed.join("")}`;
  execFileSync("git", ["--git-dir", repository, "fast-import", "--quiet"], { input });
}

function simulatedRouter() {
  const table = new Map<string, RouteTarget>();
  return {
    set: async (target: RouteTarget) => void table.set(target.host, target),
    remove: async (host: string) => void table.delete(host),
    async replaceAll(targets: readonly RouteTarget[]) {
      table.clear();
      for (const target of targets) table.set(target.host, target);
    },
    list: async () => [...table.values()],
    drained: async () => undefined,
  };
}
