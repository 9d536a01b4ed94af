import { HookForge } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { hookLines } from "../format/hook-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const forge = HookForge.parse(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const hook = await call("source.hook", { params: { tool }, body: { forge } });
  context.out.lines(hookLines(hook));
  context.out.object(hook);
}
