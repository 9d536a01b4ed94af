import type { Build } from "@sluice/contract";
import { span } from "./times.ts";

/** `succeeded (v42)`, `failed: your code`, `failed: the platform`. The two faults are never confused. */
export function buildOutcome(build: Pick<Build, "state" | "fault" | "release">): string {
  if (build.state === "succeeded" && build.release !== null) return `succeeded (v${build.release})`;
  if (build.state === "failed" && build.fault !== null) return `failed: ${build.fault === "code" ? "your code" : "the platform"}`;
  return build.state;
}

/** How long it ran, or runs. */
export function buildTook(build: Build, now: Date): string | null {
  if (build.started === null) return null;
  const end = build.ended === null ? now.getTime() : Date.parse(build.ended);
  return span(end - Date.parse(build.started));
}
