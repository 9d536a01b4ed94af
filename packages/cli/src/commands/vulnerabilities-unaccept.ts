import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import { findingId } from "../finding-argument.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const finding = findingId(input.need(0));
  const named = input.text("tool");
  const tool = named === undefined ? null : toolName(named);
  const { call } = await connect(input, context);
  const done = await call("vulnerabilities.unaccept", { params: { finding }, query: tool === null ? {} : { tool } });
  context.out.line(`${finding} is no longer accepted for ${tool ?? "all tools"}.`);
  context.out.object({ finding, tool, ...done });
}
