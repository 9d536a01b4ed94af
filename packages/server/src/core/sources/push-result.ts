import type { BuildRow } from "../ports/store.ts";
import type { RefResult } from "./git-server.ts";

/** What a build's end means for the ref that was pushed. */
export function pushResult(ref: string, build: BuildRow): RefResult {
  return build.state === "succeeded" ? { ref, ok: true } : { ref, ok: false, reason: `${reasonOf(build)}; build ${build.id}` };
}

/** `build failed: your code`. */
export function reasonOf({ state, fault, release, steps }: BuildRow): string {
  if (state === "superseded") return "superseded by a newer push";
  if (state === "cancelled") return "cancelled";
  if (state !== "failed") return "not finished";
  const released = release !== null || steps.some(({ step }) => step === "release" || step === "deploy");
  const part = released ? "deployment failed" : "build failed";
  if (fault === null) return part;
  return `${part}: ${fault === "code" ? "your code" : "the platform"}`;
}
