import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const tool = toolName(input.need(0));
  await call("tools.unprotect", { params: { tool } });
  context.out.line(`${tool} is not protected any more: pushes deploy to it.`);
  context.out.object({ tool, protected: false });
}
