import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { steadyLog } from "../follow-log.ts";
import { processLine } from "../format/log-line.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const tail = input.count("tail", 0, 10_000) ?? 100;
  const process = input.text("process");
  const { stream, tool } = await connectToTool(input, context);
  const query = { follow: input.flag("follow"), ...(process === undefined ? {} : { process }) };
  // After a cut, everything from the next line on is wanted, not the last few.
  const lines = steadyLog((next) =>
    stream("tools.logs", {
      params: { tool },
      query: { ...query, from: next ?? 0, tail: next === null ? tail : 10_000 },
    }),
  );
  let some = false;
  for await (const line of lines) {
    some = true;
    out.line(processLine(line, out));
    out.record(line);
  }
  if (!some) out.note(`${process ?? tool} has printed nothing.`);
}
