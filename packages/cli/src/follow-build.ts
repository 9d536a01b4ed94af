import { type Build, type BuildId, exitCodes, type ToolName } from "@sluice/contract";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { steadyLog } from "./follow-log.ts";
import { buildOutcome } from "./format/build-words.ts";
import { buildLine } from "./format/log-line.ts";
import { plainText } from "./format/plain-text.ts";

export function isOpen(build: Pick<Build, "state">): boolean {
  return build.state === "queued" || build.state === "running";
}

/** The exit code of a build that has ended. A superseded one did not fail: a newer one goes live instead. */
export function exitOf(build: Pick<Build, "state" | "fault">): number {
  if (build.state === "failed") return build.fault === "platform" ? exitCodes.platform : exitCodes.request;
  return build.state === "cancelled" ? exitCodes.request : 0;
}

interface Followed {
  readonly tool: ToolName;
  readonly build: BuildId;
  /** Ends the view, not the build, after so many seconds. */
  readonly deadline: AbortSignal;
  readonly seconds: number;
}

/** Shows a build's log to its end; the exit code. */
export async function followBuild(
  { call, stream }: Connection,
  { out }: Context,
  { tool, build, deadline, seconds }: Followed,
): Promise<number> {
  const params = { tool, build };
  const show = (): Promise<Build> => call("builds.show", { params });
  try {
    const lines = steadyLog(
      (next) => stream("builds.log", { params, query: { follow: true, from: next ?? 0 } }, deadline),
      async () => isOpen(await show()),
    );
    for await (const line of lines) out.line(buildLine(line, out));
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new Failure(
      "timed-out",
      `Build ${build} of ${tool} has not ended after ${seconds} s.`,
      `It goes on. Follow it with: sluice builds log -f ${build} -t ${tool}`,
    );
  }
  const ended = await show();
  out.note(`Build ${build} ${buildOutcome(ended)}${ended.reason === null ? "" : `: ${plainText(ended.reason)}`}`);
  out.object(ended);
  return exitOf(ended);
}
