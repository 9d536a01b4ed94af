import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const page = await readPage(input, (query) => call("tools.list", { query }));
  if (page.items.length === 0) out.note("No tools. Create one with: sluice init");
  out.lines(
    table(page.items.map((tool) => [tool.name, tool.url, `created ${relative(tool.created, context.now())} by ${tool.createdBy}`])),
  );
  out.object(page.items);
  sayMore(context, page, "sluice tools list", (tool) => tool.name);
}
