import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { runId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const id = runId(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const found = await call("runs.cancel", { params: { tool, run: id } });
  context.out.line(
    found.state === "cancelled" ? `Cancelled run ${id} of ${tool}.` : `Run ${id} of ${tool} is being ended; it is ${found.state} now.`,
  );
  context.out.object(found);
}
