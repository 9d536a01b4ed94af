import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { followAsked } from "../follow-run.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const job = input.need(0);
  const place = await connectToTool(input, context);
  const made = await place.call("jobs.run", { params: { tool: place.tool, job } });
  return followAsked(input, context, place, made);
}
