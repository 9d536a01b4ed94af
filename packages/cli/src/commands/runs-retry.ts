import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { followAsked } from "../follow-run.ts";
import type { Input } from "../input.ts";
import { runId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const id = runId(input.need(0));
  const place = await connectToTool(input, context);
  const made = await place.call("runs.retry", { params: { tool: place.tool, run: id } });
  return followAsked(input, context, place, made);
}
