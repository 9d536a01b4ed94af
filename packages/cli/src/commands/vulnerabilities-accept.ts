import type { Context } from "../command.ts";
import { connect, toolName } from "../connection.ts";
import { lastDay } from "../last-day.ts";
import { usage } from "../failure.ts";
import { table } from "../format/table.ts";
import { acceptanceRow } from "../format/vulnerability-words.ts";
import type { Input } from "../input.ts";
import { findingId } from "../finding-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const findings = input.rest(0).map(findingId);
  const named = input.text("tool");
  const until = lastDay(input.text("until"));
  const why = input.text("why") ?? "";
  if (why.trim() === "") throw usage("The reason is missing.", 'Say it with --why "…", for whoever reads it later.');
  const { call } = await connect(input, context);
  const body = { findings, until, why, ...(named === undefined ? {} : { tool: toolName(named) }) };
  const accepted = await call("vulnerabilities.accept", { body });
  context.out.lines(table(accepted.map((one) => acceptanceRow(one, context.now()))));
  context.out.object(accepted);
}
