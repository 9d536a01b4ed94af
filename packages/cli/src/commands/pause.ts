import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const why = input.text("why");
  const paused = await call("releases.pause", { params: { tool }, body: why === undefined ? {} : { why } });
  context.out.lines([
    `Pushes to ${tool} are built and wait from now on. Rollbacks and settings go on.`,
    `Deploy them with: sluice resume -t ${tool}`,
  ]);
  context.out.object({ tool, ...paused });
}
