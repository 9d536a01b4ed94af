import { type BuildId, exitCodes, type PushedBuild, type ToolName } from "@sluice/contract";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { exitOf, followBuild, isOpen } from "./follow-build.ts";
import { buildOutcome } from "./format/build-words.ts";
import { plainText } from "./format/plain-text.ts";

const lookMs = 1000;

interface Followed {
  readonly tool: ToolName;
  /** One of the push. */
  readonly build: BuildId;
  /** Ends the view, not the builds, after so many seconds. */
  readonly deadline: AbortSignal;
  readonly seconds: number;
}

/** Shows the log of a push's build of the tool itself to its end, and what became of its others; the worst exit code. */
export async function followPush(connection: Connection, context: Context, followed: Followed): Promise<number> {
  const { tool, build, deadline, seconds } = followed;
  const together = (): Promise<readonly PushedBuild[]> => connection.call("builds.together", { params: { tool, build } });
  const own = (await together()).find((one) => one.tool === tool);
  const exits = own === undefined ? [] : [await followBuild(connection, context, { ...followed, build: own.id })];
  let others = (await together()).filter((one) => one.id !== own?.id);
  while (others.some(isOpen)) {
    if (deadline.aborted) {
      const open = others.filter(isOpen).map((one) => `${one.id} of ${one.tool}`);
      throw new Failure(
        "timed-out",
        `Build ${open.join(", ")} has not ended after ${seconds} s.`,
        "It goes on: sluice builds list -t TOOL",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    others = (await together()).filter((one) => one.id !== own?.id);
  }
  for (const one of others) {
    const reason = one.reason === null ? "" : `: ${plainText(one.reason)}`;
    context.out.note(`${one.pipeline}: build ${one.id} of ${one.tool} ${buildOutcome(one)}${reason}`);
    exits.push(exitOf(one));
  }
  if (own === undefined) context.out.object({ tool, builds: others });
  const worst = [exitCodes.platform, exitCodes.request].find((code) => exits.includes(code));
  return worst ?? exits.find((code) => code !== 0) ?? 0;
}
