import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import type { Input } from "../input.ts";
import { printLogs } from "../print-logs.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const process = input.text("process");
  const preview = input.text("preview");
  const { stream: open, tool } = await connectToTool(input, context);
  await printLogs(input, context, process ?? tool, (query) => {
    const asked = { ...query, ...(process === undefined ? {} : { process }) };
    return preview === undefined
      ? open("tools.logs", { params: { tool }, query: asked })
      : open("previews.logs", { params: { tool, preview: previewName(preview) }, query: asked });
  });
}
