import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context);
  await call("source.remove", { params: { tool } });
  context.out.line(`${tool} is built from pushes only. What runs goes on.`);
  context.out.object({ tool, done: true });
}
