import { chown, mkdir } from "node:fs/promises";
import { testFailed } from "../../../core/manifest/plan-tests.ts";
import type { TestRequest } from "../../../core/ports/engine.ts";
import { runContainer, type RunningContainer } from "../container/run-container.ts";
import type { SeatWish } from "../container/seats.ts";
import { type LimitWatch, watchLimits } from "../container/watch-limits.ts";
import { isDiskShort } from "../disk-shortage.ts";
import type { PhaseFailure } from "../exit-codes.ts";
import { imageUser } from "../images/bake-script.ts";
import type { BuildWork } from "../run-build.ts";
import { toolCache } from "../tool-cache.ts";
import { findArtifacts } from "./find-artifacts.ts";
import { testContainer } from "./test-container.ts";
import { copyBuilt, makeTestDirectory } from "./test-directory.ts";
import { createTestLog, type TestLog, testStep } from "./test-log.ts";

const whose = "the tests";

/** Runs the tests on a copy of what was built, and says why they failed, or null. */
export async function runTests(work: BuildWork, wish: SeatWish, tests: TestRequest): Promise<PhaseFailure | null> {
  const { directory, options, request, cancel } = work;
  const began = options.clock.monotonic();
  const cache = toolCache(options.directory, request.tool).tests;
  await Promise.all([makeTestDirectory(directory, tests.stages), mkdir(cache, { recursive: true })]);
  await chown(cache, imageUser.uid, imageUser.gid);
  const log = createTestLog(work.say, tests.stages);
  const { installation, network } = options;
  const label = { "sluice.build": String(request.id), "sluice.tool": request.tool };
  const place = { installation, network, directory, lifecycle: work.lifecycle, cache, kept: null, label };
  const [started, copied] = await Promise.allSettled([
    runContainer(work.docker, testContainer(wish, place), log, null),
    copyBuilt(directory, cancel),
  ]);
  if (started.status === "rejected") throw started.reason;
  const container = started.value;
  try {
    if (copied.status === "rejected") throw copied.reason;
    const failure = await untilEnded(work, container, log, tests);
    if (tests.artifacts.length > 0) await keepFound(work, tests);
    if (failure === null) work.say({ kind: "notice", step: testStep, text: passed(tests, options.clock.monotonic() - began) });
    return failure;
  } finally {
    await container.remove();
  }
}

async function keepFound({ directory, say }: BuildWork, tests: TestRequest): Promise<void> {
  const { files, isCut } = await findArtifacts(directory.path("tests", "workspace"), tests.artifacts);
  if (isCut) say({ kind: "notice", step: testStep, text: "not all was looked through for artifacts: there are too many files" });
  await tests.keep(files);
}

function passed({ stages }: TestRequest, ms: number): string {
  const commands = stages.flatMap((stage) => stage.commands).length;
  const what = stages.length > 1 ? `${stages.length} stages` : `${commands} ${commands === 1 ? "command" : "commands"}`;
  return `passed: ${what}  ${(ms / 1000).toFixed(1)} s`;
}

async function untilEnded(work: BuildWork, container: RunningContainer, log: TestLog, tests: TestRequest): Promise<PhaseFailure | null> {
  const { cancel, directory, request, options } = work;
  const kill = (): void =>
    void container.kill().catch((error: unknown) => options.warn(`test container could not be killed: ${String(error)}`));
  const limits = { ...request.limits, seconds: tests.seconds };
  const watch = watchLimits(limits, [directory.path("tests"), toolCache(options.directory, request.tool).tests], kill, whose);
  cancel.addEventListener("abort", kill);
  try {
    if (cancel.aborted) kill();
    container.go();
    const { exitCode, outOfMemory } = await container.wait();
    cancel.throwIfAborted();
    if (exitCode === 0 && watch.hit() === null) return null;
    return await whyEnded(work, log, watch, { exitCode, outOfMemory });
  } finally {
    watch.stop();
    cancel.removeEventListener("abort", kill);
  }
}

async function whyEnded(
  { directory, request: { limits } }: BuildWork,
  log: TestLog,
  watch: LimitWatch,
  { exitCode, outOfMemory }: { readonly exitCode: number; readonly outOfMemory: boolean },
): Promise<PhaseFailure> {
  const hit = watch.hit();
  const command = log.command();
  const during = command === null ? "" : ` (at ${command})`;
  if (hit !== null) return { fault: "code", reason: `${hit.reason}${during}` };
  if (outOfMemory) return { fault: "code", reason: `out of memory: ${whose} may use ${limits.memoryMiB} MiB${during}` };
  if (log.sawFullDiskHint() && (await isDiskShort(directory.root))) return { fault: "platform", reason: "the platform's disk is full" };
  if (command === null) return { fault: "platform", reason: `the tests could not be started (exit code ${exitCode})` };
  if (log.sawPidsHint())
    return { fault: "code", reason: `too many processes: ${whose} may have ${limits.pids} processes and threads${during}` };
  return { fault: "code", reason: `${testFailed}${command} (exit ${exitCode})` };
}
