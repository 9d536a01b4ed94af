import { BranchName, SourceUrl } from "@sluice/contract";
import { checkSource } from "../check-source.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const url = SourceUrl.safeParse(input.need(0));
  const branch = BranchName.safeParse(input.text("branch") ?? "main");
  for (const one of [url, branch]) {
    if (!one.success) throw usage(`It ${one.error.issues[0]?.message ?? "is wrong"}.`, "See: sluice source set --help");
  }
  const connection = await connectToTool(input, context);
  const { tool } = connection;
  const body = { url: url.data ?? "", branch: branch.data ?? "" };
  const source = await connection.call("source.set", { params: { tool }, body });
  context.out.line(`${tool} is built from ${source.url}, branch ${source.branch}.`);
  return checkSource(connection, context);
}
