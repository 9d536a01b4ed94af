import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import { previewRow } from "../format/preview-row.ts";
import { processRow } from "../format/process-row.ts";
import { cut, table } from "../format/table.ts";
import { localAndRelative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const preview = previewName(input.need(0));
  const { call, tool } = await connectToTool(input, context);
  const found = await call("previews.show", { params: { tool, preview } });
  const now = context.now();
  out.lines(table([previewRow(found, out, now)]));
  out.line(`  by ${found.by}, made ${localAndRelative(found.created, now)}, ends ${localAndRelative(found.expires, now)}`);
  out.line(`  settings of ${tool}, ${found.secrets ? "with" : "without"} its secrets`);
  if (found.build !== null) out.line(`  build ${found.build}: sluice builds log ${found.build} -t ${tool}`);
  out.lines(table(found.processes.map(processRow), "  "));
  if (found.reason !== null) out.line(`  ${out.paint("red", found.state)}  ${cut(found.reason, 400)}`);
  out.object(found);
}
