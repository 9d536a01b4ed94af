import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { Failure } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import { sized } from "../format/sizes.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const named = input.arg(0);
  const asked = named === undefined ? null : buildId(named);
  const { call, tool } = await connectToTool(input, context);
  const build = asked ?? (await call("builds.list", { params: { tool }, query: { limit: 1 } }))[0]?.id;
  if (build === undefined) throw new Failure("not-found", `${tool} was never built.`, "Push it first.");
  const artifacts = await call("artifacts.list", { params: { tool, build } });
  out.lines(
    table(
      artifacts.map(({ path, bytes }) => [plainText(path), sized(bytes)]),
      "",
    ),
  );
  if (artifacts.length === 0) out.note(`Build ${build} of ${tool} has no artifacts: test.artifacts in sluice.yaml says which are kept.`);
  else out.note(`Download one with: sluice builds artifact ${build} PATH -o FILE -t ${tool}`);
  out.object(artifacts);
}
