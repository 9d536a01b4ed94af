import { exitCodes, type LogLine, type OutputOf, type Run } from "@sluice/contract";
import type { Context } from "./command.ts";
import type { Connection } from "./connection.ts";
import { steadyLog } from "./follow-log.ts";
import { plainText, colouredText } from "./format/plain-text.ts";
import { runOutcome } from "./format/run-words.ts";
import type { Input } from "./input.ts";

export function isOpen(run: Run): boolean {
  return run.state === "queued" || run.state === "running";
}

interface Place extends Pick<Connection, "call" | "stream"> {
  readonly tool: string;
}

/** Shows what a run that somebody just asked for prints, to its end; returns its exit code. */
export async function followAsked(input: Input, context: Context, place: Place, run: OutputOf<"runs.show">): Promise<number> {
  const { out } = context;
  const hint = `sluice runs log -f ${run.id} -t ${run.tool}`;
  if (input.flag("detach")) {
    out.line(`Run ${run.id} of ${run.tool} is ${run.state}. Its log: ${hint}`);
    out.object(run);
    return 0;
  }
  out.note(`Run ${run.id} of ${run.tool}. Ctrl-C ends only the view; go on with: ${hint}`);
  await showLog(context, place, run.id, true);
  return exitOf(await sayEnd(context, place, run.id));
}

/** Prints a run's log: its output to the output, its errors and our words to the error stream. */
export async function showLog(context: Context, { call, stream, tool }: Place, run: number, follow: boolean): Promise<void> {
  const params = { tool, run };
  const lines = steadyLog(
    (next) => stream("runs.log", { params, query: { follow, from: next ?? 0 } }),
    async () => follow && isOpen(await call("runs.show", { params })),
  );
  for await (const line of lines) {
    if (line.stream === "stdout") context.out.line(text(line, context));
    else context.out.note(line.stream === "sluice" ? context.out.paint("dim", plainText(line.text)) : text(line, context));
    context.out.record(line);
  }
}

export async function sayEnd({ out }: Context, { call, tool }: Place, run: number): Promise<Run> {
  const found = await call("runs.show", { params: { tool, run } });
  if (found.state !== "succeeded")
    out.note(`Run ${run} ${runOutcome(found)}${found.reason === null ? "" : `: ${plainText(found.reason)}`}`);
  return found;
}

/** The run's own exit code is handed through; what never ended by itself has one of ours. */
export function exitOf(run: Run): number {
  if (run.state === "succeeded") return 0;
  if (run.fault === "platform") return exitCodes.platform;
  if (run.state === "timed-out") return exitCodes.timeout;
  return run.exitCode === null || run.exitCode === 0 ? exitCodes.request : run.exitCode;
}

function text(line: LogLine, { out }: Context): string {
  return out.colours ? colouredText(line.text) : plainText(line.text);
}
