import { resolve } from "node:path";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { planWords } from "../format/plan-words.ts";
import type { Input } from "../input.ts";
import { askPlan } from "../read-plan-source.ts";

export function run(input: Input, context: Context): Promise<number> {
  return showPlan(input, context, input.arg(0) ?? ".");
}

/** Exit code 1 when the directory cannot be built. */
export async function showPlan(input: Input, context: Context, directory: string): Promise<number> {
  const { call } = await connect(input, context);
  const plan = await askPlan(resolve(context.directory, directory), (body) => call("languages.plan", { body }));
  context.out.lines(planWords(plan, context.out));
  context.out.object(plan);
  return plan.refused === null ? 0 : 1;
}
