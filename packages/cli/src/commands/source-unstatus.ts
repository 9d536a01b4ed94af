import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  await call("source.unstatus", { params: { tool } });
  context.out.line(`The forge of ${tool} is told nothing any more. Its token is forgotten here; end it there too.`);
  context.out.object({ tool, done: true });
}
