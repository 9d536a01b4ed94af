import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import { acceptanceRow } from "../format/vulnerability-words.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const page = await readPage(input, (query) => call("vulnerabilities.accepted", { query }));
  if (page.items.length === 0) out.note("No finding is accepted.");
  out.lines(table(page.items.map((one) => acceptanceRow(one, context.now()))));
  out.object(page.items);
  sayMore(context, page, "sluice vulnerabilities accepted", ({ id }) => id);
}
