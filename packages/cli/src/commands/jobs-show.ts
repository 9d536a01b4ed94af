import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { nextWords, runOutcome, runTook, scheduleWords } from "../format/run-words.ts";
import { facts, table } from "../format/table.ts";
import { local, span } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const name = input.need(0);
  const { call, tool } = await connectToTool(input, context);
  const job = await call("jobs.show", { params: { tool, job: name } });
  const runs = await call("runs.list", { params: { tool }, query: { job: name, limit: 5 } });
  const now = context.now();
  out.line(out.paint("bold", `${tool} ${job.name}`));
  out.lines(
    facts({
      command: job.command,
      schedule: `${scheduleWords(job)}   ${nextWords(job, now)}`,
      "two at once": job.concurrency,
      limits: `${job.memory} of memory, ${job.cpu} cpu, ${span(job.timeout * 1000)}`,
      retries: String(job.retries),
    }),
  );
  out.lines(
    table(
      runs.map((one) => [String(one.id), runOutcome(one), local(one.started ?? one.queued), runTook(one, now) ?? "", one.reason ?? ""]),
      "  ",
    ),
  );
  out.line(`Run it now: sluice jobs run ${job.name} -t ${tool}`);
  out.object({ ...job, runs });
}
