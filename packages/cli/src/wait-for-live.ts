import { errorTable, exitCodes, type Release } from "@sluice/contract";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { steadyLog } from "./follow-log.ts";
import { buildLine } from "./format/log-line.ts";
import { plainText } from "./format/plain-text.ts";
import { span } from "./format/times.ts";
import type { Input } from "./input.ts";

const defaultSeconds = 300;
const pollMs = 100;

/**
 * Says what becomes of a release until it has settled: its deployment's lines, then `v44 = v42 again, live in 0.7 s`.
 * Returns the exit code. With --no-wait it says only that the release was made.
 */
export async function waitForLive(
  connection: Connection,
  { input, context, release, is }: { input: Input; context: Context; release: Release; is: string },
): Promise<number> {
  const { out } = context;
  const { tool, number } = release;
  if (!input.flag("wait")) {
    out.lines([`v${number} = ${is}`, `Follow it with: sluice releases log -f v${number} -t ${tool}`]);
    out.object(release);
    return 0;
  }
  const seconds = input.count("timeout", 1, 86_400) ?? defaultSeconds;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const ended = await settled(connection, context, release, deadline);
  if (ended === null) {
    throw new Failure(
      "timed-out",
      `v${number} of ${tool} is not live after ${seconds} s.`,
      `It goes on. Follow it with: sluice releases log -f v${number} -t ${tool}`,
    );
  }
  out.object(ended);
  if (ended.live !== null) {
    out.line(`v${number} = ${is}, live in ${span(Date.parse(ended.live) - Date.parse(ended.created))}`);
    return 0;
  }
  out.note(`v${number} is ${ended.state}${ended.reason === null ? "" : `: ${plainText(ended.reason)}`}`);
  out.note(errorTable["deploy-failed"].todo);
  return ended.fault === "platform" ? exitCodes.platform : exitCodes.request;
}

async function settled(connection: Connection, context: Context, release: Release, deadline: AbortSignal): Promise<Release | null> {
  const { call, stream } = connection;
  const params = { tool: release.tool, release: release.number };
  const show = () => call("releases.show", { params });
  try {
    const lines = steadyLog(
      (next) => stream("releases.log", { params, query: { follow: true, from: next ?? 0 } }, deadline),
      async () => isOpen(await show()),
    );
    for await (const line of lines) context.out.line(buildLine(line, context.out));
    for (;;) {
      const now = await show();
      if (!isOpen(now)) return now;
      deadline.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } catch (error) {
    if (deadline.aborted) return null;
    throw error;
  }
}

function isOpen({ state }: Release): boolean {
  return state === "pending" || state === "deploying";
}
