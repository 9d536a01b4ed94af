import type { OutputOf } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, connectToTool } from "../connection.ts";
import { cut, table } from "../format/table.ts";
import type { Input } from "../input.ts";

type Drift = OutputOf<"drift.list">;

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { policy, differences } = await driftOf(input, context);
  if (differences.length === 0) out.note("What runs is what the control repository says.");
  out.lines(
    table(
      differences.map(({ tool, kind, process, wanted, found }) => [
        out.paint("bold", tool),
        process ?? "",
        kind,
        `wanted ${cut(wanted, 60)}, found ${cut(found, 120)}`,
      ]),
    ),
  );
  if (differences.length > 0) {
    out.note(policy === "heal" ? "It is being mended by itself." : "What was done by hand is left so (--drift report).");
  }
  out.object({ policy, differences });
}

async function driftOf(input: Input, context: Context): Promise<Drift> {
  if (input.flag("all")) return (await connect(input, context)).call("drift.list", {});
  const { call, tool } = await connectToTool(input, context);
  return call("drift.show", { params: { tool } });
}
