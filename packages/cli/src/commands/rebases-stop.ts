import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";
import { rebaseId } from "../rebase-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const rebase = await call("rebases.stop", { params: { rebase: rebaseId(input.need(0)) } });
  const left = rebase.tools.filter(({ state }) => state === "skipped").length;
  context.out.line(`Rebase ${rebase.id} begins no more tools: ${left} are left as they are.`);
  context.out.object(rebase);
}
