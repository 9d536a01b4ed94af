import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { nextWords } from "../format/run-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const name = input.need(0);
  const { call, tool } = await connectToTool(input, context);
  const job = await call("jobs.pause", { params: { tool, job: name } });
  context.out.line(`${job.name} of ${tool}: ${nextWords(job, context.now())}`);
  context.out.object(job);
}
