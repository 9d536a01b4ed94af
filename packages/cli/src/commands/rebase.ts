import type { Context } from "../command.ts";
import { connect, connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import { followRebase } from "../follow-rebase.ts";
import { followRelease } from "../follow-release.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<number> {
  if (input.flag("all")) return input.flag("dryRun") ? sayPlan(input, context) : rebaseAll(input, context);
  if (input.flag("dryRun")) throw usage("--dry-run goes with --all.", "See one tool with: sluice packages show");
  const connection = await connectToTool(input, context, input.arg(0));
  const { release } = await connection.call("rebases.tool", { params: { tool: connection.tool } });
  if (release !== null) return followRelease(connection, input, context, release);
  context.out.line(`${connection.tool} stands on the newest base.`);
  context.out.object({ release });
  return 0;
}

async function sayPlan(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const { call } = await connect(input, context);
  const plan = await call("rebases.plan", {});
  const stale = plan.filter(({ state }) => state === "stale");
  const unknown = plan.filter(({ state }) => state === "unknown");
  out.lines(table(stale.map(({ tool, base }) => [tool, base ?? ""])));
  out.lines(table(unknown.map(({ tool, reason }) => [tool, `cannot be rebased: ${reason}`])));
  out.line(`${stale.length} of ${plan.length} tools stand on an older base.`);
  out.object(plan);
  return 0;
}

async function rebaseAll(input: Input, context: Context): Promise<number> {
  if (input.arg(0) !== undefined) throw usage("--all and a tool exclude each other.", "Leave one of them out.");
  const connection = await connect(input, context);
  const wave = input.count("wave", 1, 100);
  const failures = input.count("failures", 0, 10_000);
  const body = { ...(wave === undefined ? {} : { wave }), ...(failures === undefined ? {} : { failures }) };
  return followRebase(connection, context, await connection.call("rebases.create", { body }), input.flag("wait"));
}
