import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { processRow } from "../format/process-row.ts";
import { cut, table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const { processes } = await call("tools.status", { params: { tool } });
  if (processes.length === 0) out.note(`${tool} has no processes. Deploy with: git push sluice main`);
  out.lines(table(processes.map((process) => [...processRow(process), cut(process.command, 60)])));
  out.object(processes);
}
