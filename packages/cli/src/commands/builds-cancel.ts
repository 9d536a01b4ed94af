import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const id = buildId(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const build = await call("builds.cancel", { params: { tool, build: id } });
  context.out.line(
    build.state === "cancelled"
      ? `Cancelled build ${build.id} of ${tool}.`
      : `Build ${build.id} of ${tool} is being cancelled; it is ${build.state} now.`,
  );
  context.out.object(build);
}
