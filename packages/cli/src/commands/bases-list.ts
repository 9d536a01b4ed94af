import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { baseRow } from "../format/base-row.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const bases = await call("bases.list", {});
  context.out.lines(table(bases.map((base) => baseRow(base, context.now()))));
  context.out.object(bases);
}
