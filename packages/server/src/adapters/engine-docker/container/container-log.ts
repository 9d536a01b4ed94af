import type { BuildLine } from "../../../core/ports/engine.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import { hintsAtFullDisk } from "../disk-shortage.ts";
import { type ContainerPhase, hintsAtPids } from "../exit-codes.ts";
import { phaseMark } from "../phases/arguments.ts";
import { parseStepNotice, stepNoticeText } from "../step-notice.ts";
import type { StepTimes } from "../step-times.ts";
import type { ContainerOutput } from "./run-container.ts";

export interface ContainerLog extends ContainerOutput {
  phase(): ContainerPhase | "start";
  /** The step that its buildpack reported as failed, in words. */
  failedStep(): string | null;
  sawPidsHint(): boolean;
  sawFullDiskHint(): boolean;
  /** Ends the present phase's time. */
  close(): void;
}

/** Turns what the container prints into lines of the build log and times of phases. */
export function createContainerLog(say: (line: BuildLine) => void, times: StepTimes, clock: Clock): ContainerLog {
  let phase: ContainerPhase | "start" = "start";
  let since = clock.monotonic();
  let timed: ContainerPhase | null = null;
  let failed: string | null = null;
  let pids = false;
  let fullDisk = false;
  const enter = (next: string): void => {
    if (timed !== null) times.add(timed, clock.monotonic() - since);
    since = clock.monotonic();
    timed = next === "detect" || next === "restore" || next === "build" ? next : null;
    phase = timed ?? phase;
  };
  return {
    onOutput(line) {
      if (line.startsWith(phaseMark)) return enter(line.slice(phaseMark.length));
      const notice = parseStepNotice(line);
      if (!notice) pids ||= hintsAtPids(line);
      if (!notice) fullDisk ||= hintsAtFullDisk(line);
      if (notice?.state === "failed") failed = `${notice.step} failed${notice.detail === "" ? "" : ` (${notice.detail})`}`;
      if (notice) say({ kind: "notice", step: "build", text: stepNoticeText(notice) });
      else say({ kind: "output", step: phase, text: line });
    },
    onError(line) {
      pids ||= hintsAtPids(line);
      fullDisk ||= hintsAtFullDisk(line);
      say({ kind: "error-output", step: phase, text: line });
    },
    phase: () => phase,
    failedStep: () => failed,
    sawPidsHint: () => pids,
    sawFullDiskHint: () => fullDisk,
    close: () => enter(""),
  };
}
