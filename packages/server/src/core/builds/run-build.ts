import type { Build, Digest, Pause, ReleaseNumber, StepTime } from "@sluice/contract";
import type { RunPlan } from "../languages/build-plan.ts";
import { ControlUnreachable } from "../ports/control-remote.ts";
import type { BuildRow } from "../ports/store.ts";
import { targetOf } from "../previews/run-name.ts";
import { settlePush } from "../pipelines/settle-push.ts";
import { pausedWords } from "../releases/promote.ts";
import type { ScanVerdict } from "../vulnerabilities/judge-scan.ts";
import { buildImage } from "./build-image.ts";
import type { BuildLog } from "./build-log.ts";
import type { BuildsDependencies, Ending } from "./builds-dependencies.ts";
import { LeaseLost } from "./builds-dependencies.ts";
import { untilThereIsRoom } from "./hold.ts";
import { patiently } from "./patience.ts";

/** Writes progress under the lease; throws LeaseLost when it is another's. */
export type Progress = (part: {
  image?: Digest;
  release?: ReleaseNumber;
  steps?: readonly StepTime[];
  languages?: Build["languages"];
  licence?: Build["licence"];
  done?: true;
}) => Promise<void>;

/**
 * One build from plan to a live release. What an earlier server has already recorded (image, release) is not done
 * again: a build that is claimed after a crash goes on where its row says.
 */
export async function runBuild(
  deps: BuildsDependencies,
  build: BuildRow,
  log: BuildLog,
  cancel: AbortSignal,
  progress: Progress,
): Promise<Ending> {
  if (build.attempts > 1) log.say("", "The server was started again; this build goes on.");
  if (build.release !== null && build.image !== null) {
    return deployed(deps, build, log, cancel, progress, { release: build.release, image: build.image, steps: build.steps });
  }
  await untilThereIsRoom(deps, log, cancel);
  if (cancel.aborted) return { kind: "cancelled", steps: [] };
  const built = await buildImage(deps, build, log, cancel, progress);
  if (built.kind !== "built") return built;
  if (cancel.aborted) return { kind: "cancelled", steps: built.steps };
  const unsafe = built.deploys ? await refusedByScan(deps, build, built, log, cancel) : null;
  if (unsafe !== null) return unsafe;
  await patiently(deps, log, "release", cancel, () => deps.sign({ ...build, languages: built.languages }, built));
  if (!built.deploys) return onlyBuilt(deps, build, built, log, progress);
  const paused = await deps.deploy.hold(build, built, built.run);
  if (paused !== null) return held(deps, build, built, log, progress, paused);
  const begun = deps.clock.monotonic();
  const release = await patiently(deps, log, "release", cancel, () => makeRelease(deps, build, built, built.run, log, cancel));
  if (release === null) return { kind: "cancelled", steps: built.steps };
  const steps = [...built.steps, { step: "release", ms: deps.clock.monotonic() - begun }];
  await patiently(deps, log, "release", cancel, () => progress({ image: built.digest, release, steps }));
  log.say("release", `v${release} = ${build.commit.slice(0, 7)}`);
  return deployed(deps, build, log, cancel, progress, { release, image: built.digest, steps });
}

/** How a build ends whose image may not be released for its packages; null when it may. */
async function refusedByScan(
  deps: BuildsDependencies,
  build: BuildRow,
  { digest, steps }: { readonly digest: Digest; readonly steps: readonly StepTime[] },
  log: BuildLog,
  cancel: AbortSignal,
): Promise<Ending | null> {
  let verdict: ScanVerdict | null;
  try {
    verdict = await patiently(deps, log, "build", cancel, () => deps.scanned(build, digest, cancel));
  } catch (error) {
    if (!cancel.aborted || cancel.reason instanceof LeaseLost) throw error;
    return { kind: "cancelled", steps };
  }
  for (const line of verdict?.lines ?? []) log.say("", line);
  if (verdict === null || verdict.refused === null) return null;
  return {
    kind: "failed",
    fault: verdict.ours ? "platform" : "code",
    reason: verdict.refused,
    steps,
    made: { image: digest, release: null },
  };
}

/** A pipeline that deploys nothing: what it leaves is the image and its artifacts. */
async function onlyBuilt(
  deps: BuildsDependencies,
  build: BuildRow,
  { digest, steps }: { readonly digest: Digest; readonly steps: readonly StepTime[] },
  log: BuildLog,
  progress: Progress,
): Promise<Ending> {
  await moveBranch(deps, build, progress);
  log.say("", `Built and tested; nothing is deployed. Its artifacts: sluice builds artifacts ${build.id} -t ${build.tool}`);
  return { kind: "succeeded", release: null, image: digest, steps };
}

/** The build is done and its branch moves; what waits is only the release. */
async function held(
  deps: BuildsDependencies,
  build: BuildRow,
  { digest, steps }: { readonly digest: Digest; readonly steps: readonly StepTime[] },
  log: BuildLog,
  progress: Progress,
  paused: Pause,
): Promise<Ending> {
  await moveBranch(deps, build, progress);
  log.say("release", `Held: deployments of ${build.tool} are ${pausedWords(paused)}.`);
  log.say("", `Built, not deployed. Deploy it with: sluice resume -t ${build.tool}`);
  return { kind: "succeeded", release: null, image: digest, steps };
}

/** Between two tries while the control repository cannot be written. */
const controlPauseMs = 2000;

/** Null when it was cancelled while it waited. */
async function makeRelease(
  deps: BuildsDependencies,
  build: BuildRow,
  image: { repository: string; digest: Digest },
  run: RunPlan,
  log: BuildLog,
  cancel: AbortSignal,
): Promise<ReleaseNumber | null> {
  let said = false;
  for (;;) {
    try {
      return (await deps.deploy.release(build, image, run)).number;
    } catch (error) {
      if (!(error instanceof ControlUnreachable)) throw error;
      if (!said) log.say("release", `${error.message} That is ours; this push waits with them.`);
      said = true;
    }
    await deps.pause(controlPauseMs, cancel);
    if (cancel.reason instanceof LeaseLost) throw cancel.reason;
    if (cancel.aborted) return null;
  }
}

async function deployed(
  deps: BuildsDependencies,
  build: BuildRow,
  log: BuildLog,
  cancel: AbortSignal,
  progress: Progress,
  so: { release: ReleaseNumber; image: Digest; steps: readonly StepTime[] },
): Promise<Ending> {
  const target = targetOf(build);
  const begun = deps.clock.monotonic();
  const result = await untilSettled(deps, build, so.release, cancel);
  const steps = [...so.steps, { step: "deploy", ms: deps.clock.monotonic() - begun }];
  if (result === "cancelled") {
    await deps.deploy.withdraw(target, so.release);
    return { kind: "cancelled", steps, made: so };
  }
  if (result === "failed") {
    return { kind: "failed", ...(await deps.deploy.failure(target, so.release)), steps, made: so };
  }
  await patiently(deps, log, "deploy", cancel, () => moveBranch(deps, build, progress));
  const seconds = (Date.parse(deps.clock.now()) - Date.parse(build.queued)) / 1000;
  log.say("", `Live: ${deps.url(target)}  (v${so.release}, ${seconds.toFixed(1)} s)`);
  return { kind: "succeeded", release: so.release, image: so.image, steps };
}

async function untilSettled(
  deps: BuildsDependencies,
  build: BuildRow,
  release: ReleaseNumber,
  cancel: AbortSignal,
): Promise<"live" | "failed" | "cancelled"> {
  try {
    return await deps.deploy.settled(targetOf(build), release, cancel);
  } catch (error) {
    if (!cancel.aborted) throw error;
    if (cancel.reason instanceof LeaseLost) throw cancel.reason;
    return "cancelled";
  }
}

/**
 * The branch moves here and not in the hook, so that a dropped connection changes nothing. Builds of a tool run one
 * after the other, so it moves from where it is now, which an overlapping push may have changed since this one began.
 */
async function moveBranch(deps: BuildsDependencies, build: BuildRow, progress: Progress): Promise<void> {
  if (build.push !== null) {
    await progress({ done: true });
    // as it is now: a newer push of the commit may have taken it
    const { push = null } = (await deps.store.build(build.id)) ?? {};
    if (push !== null) await settlePush(deps, push);
    return;
  }
  if (build.branch === "") return;
  const now = await deps.sources.branch(build.tool, build.branch);
  if (now === build.commit) return;
  const from = now ?? "0".repeat(build.commit.length);
  if (await deps.sources.moveBranch(build.tool, build.branch, from, build.commit)) return;
  throw new Error(`${build.branch} of ${build.tool} moved while build ${build.id} was moving it`);
}
