import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const rebases = await call("rebases.list", {});
  if (rebases.length === 0) out.note("No rebase yet. Begin one with: sluice rebase --all");
  out.lines(
    table(rebases.map(({ id, state, by, created, reason }) => [String(id), state, `by ${by}`, relative(created, context.now()), reason])),
  );
  out.object(rebases);
}
