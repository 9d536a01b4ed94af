import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context, input.arg(0));
  const found = await call("packages.show", { params: { tool } });
  const age = `baked ${relative(found.baked, context.now())}`;
  out.line(`${tool} stands on ${found.base}, ${age}${found.fresh ? "" : `; a newer one is there: sluice rebase -t ${tool}`}`);
  out.lines(
    table(
      found.packages.map(({ name, version }) => [name, version ?? "not recorded"]),
      "  ",
    ),
  );
  out.object(found);
}
