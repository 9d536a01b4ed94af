import type { Stale } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, connectToTool } from "../connection.ts";
import { cut, short, table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const found = await staleOf(input, context);
  if (found.length === 0) out.note("Everything that was merged is deployed.");
  out.lines(
    table(
      found.map(({ tool, branch, head, subject, release, deployed, ahead, uploaded }) => [
        out.paint("bold", tool),
        `${branch} is ${ahead} commit${ahead === 1 ? "" : "s"} ahead`,
        `${short(head)} "${cut(subject, 40)}"`,
        `live: v${release} = ${uploaded ? "an upload" : short(deployed)}`,
      ]),
    ),
  );
  out.object(found);
}

async function staleOf(input: Input, context: Context): Promise<readonly Stale[]> {
  if (input.flag("all")) return (await connect(input, context)).call("stale.list", {});
  const { call, tool } = await connectToTool(input, context);
  const found = await call("stale.show", { params: { tool } });
  return found === null ? [] : [found];
}
