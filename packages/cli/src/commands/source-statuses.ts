import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { plainText } from "../format/plain-text.ts";
import { short, table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const statuses = await call("source.statuses", { params: { tool } });
  const rows = statuses.map(({ commit, build, told, at, problem }) => [
    short(commit),
    build === null ? "no build" : `build ${build}`,
    told ?? "nothing told yet",
    relative(at, context.now()),
    problem === null ? "" : plainText(problem),
  ]);
  out.lines(table(rows));
  if (rows.length === 0)
    out.line(`The forge of ${tool} was told of no commit. Have it told with: sluice source status github --enter -t ${tool}`);
  out.object(statuses);
}
