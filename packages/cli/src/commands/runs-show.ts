import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { runOutcome, runTook } from "../format/run-words.ts";
import { facts } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { runId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const id = runId(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const found = await call("runs.show", { params: { tool, run: id } });
  const now = context.now();
  const at = (moment: string | null): string | null => (moment === null ? null : localAndRelative(moment, now));
  out.line(`${out.paint("bold", `${found.tool} run ${found.id}`)}  ${runOutcome(found)}`);
  out.lines(
    facts({
      reason: found.reason,
      job: found.job,
      command: found.command,
      release: `v${found.release}`,
      cause: found.cause === "schedule" ? "schedule" : `${found.cause}, by ${found.askedBy}`,
      due: at(found.scheduled),
      queued: at(found.queued),
      took: runTook(found, now),
      "exit code": found.exitCode === null ? null : String(found.exitCode),
      attempts: found.attempts > 1 ? String(found.attempts) : null,
    }),
  );
  out.line(`Log: sluice runs log ${found.id} -t ${found.tool}`);
  out.object(found);
}
