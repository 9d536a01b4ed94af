import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewRow } from "../format/preview-row.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const found = await call("previews.list", { params: { tool } });
  if (found.length === 0) out.note(`${tool} has no previews. Make one with: sluice deploy --preview NAME`);
  out.lines(table(found.map((preview) => previewRow(preview, out, context.now()))));
  out.object(found);
}
