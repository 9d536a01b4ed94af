import type { Context } from "../command.ts";
import { componentName } from "../component-argument.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";
import { printLogs } from "../print-logs.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const component = componentName(input.need(0));
  const { stream: open } = await connect(input, context);
  await printLogs(input, context, component, (query) => open("components.logs", { params: { component }, query }));
}
