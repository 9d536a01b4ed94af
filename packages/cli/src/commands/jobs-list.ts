import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { lastWords, nextWords, scheduleWords } from "../format/run-words.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const jobs = await call("jobs.list", { params: { tool } });
  if (jobs.length === 0) out.note(`${tool} has no jobs. Say them in sluice.yaml or in app.json.`);
  const now = context.now();
  out.lines(table(jobs.map((job) => [job.name, scheduleWords(job), lastWords(job, now), nextWords(job, now)])));
  out.object(jobs);
}
