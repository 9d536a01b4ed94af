import { HookForge } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const forge = HookForge.parse(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  await call("source.unhook", { params: { tool, forge } });
  context.out.line(`The webhook of ${tool} for ${forge} counts no more.`);
  context.out.object({ tool, forge, done: true });
}
