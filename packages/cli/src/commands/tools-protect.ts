import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const protection = await call("tools.protect", { params: { tool } });
  context.out.line(`${tool} is protected: it takes promotions only, when two of its maintainers say the same sluice promote.`);
  context.out.object({ tool, ...protection });
}
