import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { endLine, toolLine } from "../follow-rebase.ts";
import type { Input } from "../input.ts";
import { rebaseId } from "../rebase-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call } = await connect(input, context);
  const rebase = await call("rebases.show", { params: { rebase: rebaseId(input.need(0)) } });
  out.lines(rebase.tools.map(toolLine));
  out.line(endLine(rebase));
  out.object(rebase);
}
