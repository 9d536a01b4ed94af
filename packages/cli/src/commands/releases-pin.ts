import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { toolAndRelease } from "../tool-and-release.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const [name, release] = toolAndRelease(input);
  const { call, tool } = await connectToTool(input, context, name);
  const why = input.text("why");
  const pin = await call("releases.pin", { params: { tool, release }, body: why === undefined ? {} : { why } });
  context.out.line(`Pinned v${release} of ${tool}: its image stays until you say: sluice releases unpin ${tool} v${release}`);
  context.out.object({ tool, release, ...pin });
}
