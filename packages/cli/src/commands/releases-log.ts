import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { steadyLog } from "../follow-log.ts";
import { buildLine } from "../format/log-line.ts";
import type { Input } from "../input.ts";
import { releaseNumber } from "../number-argument.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const release = releaseNumber(input.need(0));
  const { call, stream, tool } = await connectToTool(input, context);
  const params = { tool, release };
  const follow = input.flag("follow");
  const lines = steadyLog(
    (next) => stream("releases.log", { params, query: { follow, from: next ?? 0 } }),
    async () => {
      const { state } = await call("releases.show", { params });
      return follow && (state === "pending" || state === "deploying");
    },
  );
  for await (const line of lines) {
    out.line(buildLine(line, out));
    out.record(line);
  }
}
