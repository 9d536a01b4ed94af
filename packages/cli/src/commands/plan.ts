import { resolve } from "node:path";
import { PartName } from "@sluice/contract";
import { parseManifest } from "@sluice/contract/read";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { usage } from "../failure.ts";
import { planWords } from "../format/plan-words.ts";
import type { Input } from "../input.ts";
import { manifestIn } from "../manifest-in.ts";
import { askPlan } from "../read-plan-source.ts";

export function run(input: Input, context: Context): Promise<number> {
  return showPlan(input, context, input.arg(0) ?? ".", input.text("pipeline"));
}

/** Exit code 1 when the directory, or one of its pipelines, cannot be built. */
export async function showPlan(input: Input, context: Context, given: string, only?: string): Promise<number> {
  const { out } = context;
  const directory = resolve(context.directory, given);
  const names = await pipelinesIn(context.directory, given);
  if (only !== undefined && !names.includes(only)) {
    throw usage(`There is no pipeline ${only}.`, names.length === 0 ? "The sluice.yaml has none." : `There are ${names.join(", ")}.`);
  }
  const { call } = await connect(input, context);
  const wished = only === undefined ? names : [only];
  const plans = [];
  for (const name of wished.length < 2 && only === undefined ? [null] : wished) {
    const pipeline = name === null ? {} : { pipeline: PartName.parse(name) };
    const plan = await askPlan(directory, (body) => call("languages.plan", { body: { ...body, ...pipeline } }));
    if (name !== null) out.line(`${plans.length > 0 ? "\n" : ""}${out.paint("bold", `pipeline ${name}`)}`);
    out.lines(planWords(plan, out));
    plans.push({ name, plan });
  }
  const [first] = plans;
  out.object(first?.name === null ? first.plan : Object.fromEntries(plans.map(({ name, plan }) => [name, plan])));
  return plans.every(({ plan }) => plan.refused === null) ? 0 : 1;
}

/** Names of the pipelines of a manifest; none when there is no manifest, or one that the server will refuse. */
async function pipelinesIn(from: string, given: string): Promise<readonly string[]> {
  const text = await manifestIn(from, given);
  const read = text === null ? null : parseManifest(text);
  return read?.kind === "read" ? read.pipelines.map(({ name }) => name) : [];
}
