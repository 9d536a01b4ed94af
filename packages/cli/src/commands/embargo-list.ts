import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const named = input.arg(0);
  const found = await call("embargoes.list", {
    query: { ...(named === undefined ? {} : { of: toolName(named) }), ...(input.flag("all") ? { all: true } : {}) },
  });
  if (found.length === 0) out.note("You see no embargo. Open one with: sluice embargo open TOOL --member USER");
  const now = context.now();
  out.lines(
    table(
      found.map(({ tool, of, title, by, at, disclosed }) => [
        of ?? "(deleted)",
        title,
        disclosed === null ? "secret" : `disclosed ${relative(disclosed.at, now)}`,
        `opened by ${by} ${relative(at, now)}`,
        tool,
      ]),
    ),
  );
  out.object(found);
}
