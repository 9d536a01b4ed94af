import type { Release, ReleaseNumber, ToolName } from "@sluice/contract";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";

const firstPauseMs = 50;
const longestPauseMs = 1000;

/** Waits until a release is live, or throws with the reason why it never was. */
export async function awaitRelease({ call }: Connection, tool: ToolName, release: ReleaseNumber, seconds: number): Promise<Release> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const found = await call("releases.show", { params: { tool, release } });
    const overtaken = found.state === "superseded" && found.live === null;
    if (found.state === "live" || (found.state === "superseded" && !overtaken)) return found;
    if (found.state === "failed" || overtaken) {
      const why = found.reason ?? "it never became healthy";
      throw new Failure(
        "deploy-failed",
        `v${release} of ${tool} is not live: ${why}.`,
        `See "sluice status -t ${tool}"; the release before keeps serving.`,
      );
    }
    if (Date.now() > deadline) {
      throw new Failure(
        "timed-out",
        `v${release} of ${tool} is not live after ${seconds} s.`,
        `It goes on: see "sluice status -t ${tool}".`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
