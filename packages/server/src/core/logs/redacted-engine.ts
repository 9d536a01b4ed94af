import type { Engine } from "../ports/engine.ts";
import type { Redaction } from "./redaction.ts";

/** An engine whose reason for a failure names no secret that the build was given. Its lines are redacted by their log. */
export function redactedBuild(build: Engine["build"], redaction: Redaction): Engine["build"] {
  return async (request, say, cancel) => {
    const outcome = await build(request, say, cancel);
    return outcome.kind === "failed" ? { ...outcome, reason: (await redaction.of(request.tool)).text(outcome.reason) } : outcome;
  };
}
