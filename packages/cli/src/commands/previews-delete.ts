import type { Context } from "../command.ts";
import { confirm } from "../ask.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const preview = previewName(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  await confirm(input, context, `Deleting the preview ${preview} of ${tool} stops it and removes its logs.`);
  const done = await call("previews.delete", { params: { tool, preview } });
  context.out.line(`Deleted the preview ${preview} of ${tool}.`);
  context.out.object({ tool, preview, ...done });
}
