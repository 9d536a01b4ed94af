import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const files = await call("platform.files.list");
  if (files.length === 0) out.note("There are no platform files. Give one with: sluice platform files set PATH --from-file FILE");
  out.lines(
    table(files.map(({ path, tool, author, created }) => [path, tool ?? "every tool", `by ${author}`, relative(created, context.now())])),
  );
  out.object(files);
}
