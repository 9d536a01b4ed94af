import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const path = input.need(0);
  const tool = input.text("tool");
  const { call } = await connect(input, context);
  const done = await call("platform.files.unset", { query: { path, ...(tool === undefined ? {} : { tool: toolName(tool) }) } });
  context.out.line(`${path} is taken back from ${tool ?? "every tool"}: processes that run keep it until they are started anew.`);
  context.out.object({ path, ...done });
}
