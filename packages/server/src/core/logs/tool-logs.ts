import type { LogLine, Moment } from "@sluice/contract";
import type { LogRequest, Runtime } from "../ports/runtime.ts";

/**
 * What a tool's processes print, as log lines. `n` is the moment in microseconds (milliseconds × 1000 and a count
 * within the millisecond), always rising: a reader that reconnects with the next `from` gets each line once.
 */
export async function* toolLogs(runtime: Runtime, request: LogRequest, from: number, signal: AbortSignal): AsyncIterable<LogLine> {
  let last = 0;
  for await (const line of runtime.logs(request, signal)) {
    const n = Math.max(Date.parse(line.at) * 1000, last + 1);
    last = n;
    if (n < from) continue;
    const at = new Date(Date.parse(line.at)).toISOString() as Moment;
    yield { n, at, stream: line.stream, step: line.process, text: line.text };
  }
}
