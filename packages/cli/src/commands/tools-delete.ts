import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const tool = toolName(input.need(0));
  const { call, server } = await connect(input, context);
  await confirm(input, context, `Deleting ${tool} on ${server} stops it and removes its code, builds, releases and logs for ever.`, tool);
  const done = await call("tools.delete", { params: { tool } });
  context.out.line(`Deleted tool ${tool}.`);
  context.out.object({ tool, ...done });
}
