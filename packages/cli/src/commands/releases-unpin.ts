import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { toolAndRelease } from "../tool-and-release.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const [name, release] = toolAndRelease(input);
  const { call, tool } = await connectToTool(input, context, name);
  const done = await call("releases.unpin", { params: { tool, release } });
  context.out.line(`Unpinned v${release} of ${tool}: its image goes when nothing else needs it.`);
  context.out.object({ tool, release, ...done });
}
