import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { userName } from "../user-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const user = userName(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  await confirm(input, context, `${user} will no longer see or change ${tool}. Go on?`);
  const done = await call("members.remove", { params: { tool, user } });
  context.out.line(`${user} is no longer a member of ${tool}.`);
  context.out.object({ tool, user, ...done });
}
