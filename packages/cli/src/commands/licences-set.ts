import { LicencePolicy } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import { usage } from "../failure.ts";
import { licenceLines } from "../format/licence-words.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const tool = toolName(input.need(0));
  const policy = LicencePolicy.safeParse(input.need(1));
  if (!policy.success) throw usage(`There is no policy "${input.need(1)}".`, `Give one of ${LicencePolicy.options.join(", ")}.`);
  const why = input.text("why") ?? "";
  if (why.trim() === "") throw usage("The reason is missing.", 'Say it with --why "…", for whoever reads it later.');
  const also = (input.text("also") ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const { call } = await connect(input, context);
  const found = await call("licences.set", { params: { tool }, body: { policy: policy.data, also, why } });
  context.out.lines(licenceLines(found));
  context.out.object(found);
}
