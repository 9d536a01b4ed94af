import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { exitOf, isOpen } from "../follow-build.ts";
import { steadyLog } from "../follow-log.ts";
import { buildOutcome } from "../format/build-words.ts";
import { buildLine } from "../format/log-line.ts";
import { plainText } from "../format/plain-text.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const build = buildId(input.need(0));
  const { call, stream, tool } = await connectToTool(input, context);
  const params = { tool, build };
  const follow = input.flag("follow");
  const lines = steadyLog(
    (next) => stream("builds.log", { params, query: { follow, from: next ?? 0 } }),
    async () => follow && isOpen(await call("builds.show", { params })),
  );
  for await (const line of lines) {
    out.line(buildLine(line, out));
    out.record(line);
  }
  const found = await call("builds.show", { params });
  const open = isOpen(found);
  if (open && !follow) out.note(`The build is ${found.state}. Go on with: sluice builds log -f ${build} -t ${tool}`);
  if (!open) out.note(`Build ${build} ${buildOutcome(found)}${found.reason === null ? "" : `: ${plainText(found.reason)}`}`);
  return follow ? exitOf(found) : 0;
}
