import { exitCodes, type Rebase, type RebaseTool, type RebaseWithTools } from "@sluice/contract";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "./failure.ts";
import { plainText } from "./format/plain-text.ts";
import { span } from "./format/times.ts";

const pollMs = 300;
const patienceMs = 6 * 3_600_000;

/** Says each tool as it is done, then how the rebase ended. Looking away ends nothing. */
export async function followRebase({ call }: Connection, context: Context, rebase: Rebase, waits: boolean): Promise<number> {
  const { out } = context;
  const show = (): Promise<RebaseWithTools> => call("rebases.show", { params: { rebase: rebase.id } });
  const deadline = performance.now() + patienceMs;
  const said = new Set<string>();
  let now = await show();
  out.note(`Rebase ${rebase.id} of ${now.tools.length} tools. Ctrl-C ends only the view; stop it with: sluice rebases stop ${rebase.id}`);
  for (;;) {
    const done = now.tools.filter(({ tool, state }) => state !== "waiting" && state !== "deploying" && !said.has(tool));
    for (const one of done) {
      said.add(one.tool);
      if (one.state !== "fresh" && one.state !== "skipped") out.line(toolLine(one));
    }
    if (now.state !== "running" || !waits) break;
    if (performance.now() > deadline)
      throw new Failure("timed-out", "The rebase goes on.", `See it with: sluice rebases show ${rebase.id}`);
    await pause(pollMs);
    now = await show();
  }
  out.line(endLine(now));
  out.object(now);
  return now.tools.some(({ state }) => state === "failed") ? exitCodes.request : 0;
}

export function toolLine({ tool, state, release, reason }: RebaseTool): string {
  const number = release === null ? "" : ` v${release}`;
  return `${tool}${number} ${state === "failed" ? "failed, and the release before serves" : state}${reason === "" ? "" : `: ${plainText(reason)}`}`;
}

export function endLine({ id, state, reason, created, ended, tools }: RebaseWithTools): string {
  if (ended === null) return `Rebase ${id} goes on: ${tools.filter((one) => one.state === "live").length} of ${tools.length} live`;
  return `Rebase ${id} is ${state} after ${span(Date.parse(ended) - Date.parse(created))}: ${reason}`;
}
