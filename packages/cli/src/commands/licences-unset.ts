import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const tool = toolName(input.need(0));
  const { call } = await connect(input, context);
  const done = await call("licences.unset", { params: { tool } });
  context.out.line(`Of ${tool}'s licence is asked what is asked of all.`);
  context.out.object({ tool, ...done });
}
