import { LicencePolicy } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { listedLicence } from "../format/licence-words.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";
import { readPage, sayMore } from "../page.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const policy = LicencePolicy.safeParse(input.text("policy")).data;
  const refused = input.flag("refused");
  const asked = { refused, ...(policy === undefined ? {} : { policy }) };
  const page = await readPage(input, (query) => call("licences.list", { query: { ...query, ...asked } }));
  if (page.items.length === 0) out.note(refused ? "No push of what is live would be refused." : "Nothing is live.");
  out.lines(table(page.items.map((one) => listedLicence(one, context.now()))));
  out.object(page.items);
  const flags = [...(refused ? [" --refused"] : []), ...(policy === undefined ? [] : [` --policy ${policy}`])];
  sayMore(context, page, `sluice licences list${flags.join("")}`, ({ tool }) => tool);
}
