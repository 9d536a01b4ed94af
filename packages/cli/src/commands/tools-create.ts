import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const name = toolName(input.need(0));
  const { call } = await connect(input, context);
  const tool = await call("tools.create", { body: { name } });
  context.out.lines([`Created tool ${tool.name}.`, `Connect a git repository with: sluice init ${tool.name}`]);
  context.out.object(tool);
}
