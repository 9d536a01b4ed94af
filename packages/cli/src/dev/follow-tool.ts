import type { ToolName } from "@sluice/contract";
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../connection.ts";
import { steadyLog } from "../follow-log.ts";
import { processLine } from "../format/log-line.ts";
import type { Output } from "../output.ts";

/** Shows what the processes print, over every release, until the signal. */
export async function followTool({ stream }: Connection, tool: ToolName, out: Output, signal: AbortSignal): Promise<void> {
  const query = { follow: true };
  const lines = steadyLog(
    (next) => stream("tools.logs", { params: { tool }, query: { ...query, from: next ?? 0, tail: next === null ? 0 : 10_000 } }, signal),
    async () => {
      await pause(200, undefined, { signal });
      return true;
    },
  );
  try {
    for await (const line of lines) out.line(processLine(line, out));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
