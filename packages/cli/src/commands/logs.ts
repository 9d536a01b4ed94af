import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { previewName } from "../deploy/preview-name.ts";
import { moment } from "../moment-argument.ts";
import { steadyLog } from "../follow-log.ts";
import { processLine } from "../format/log-line.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  // Who says since when wants all from then on.
  const tail = input.count("tail", 0, 10_000) ?? (input.text("since") === undefined ? 100 : 10_000);
  const process = input.text("process");
  const text = input.text("text");
  const stream = input.text("stream");
  const since = input.text("since");
  const until = input.text("until");
  const { stream: open, tool } = await connectToTool(input, context);
  const query = {
    follow: input.flag("follow"),
    ...(process === undefined ? {} : { process }),
    ...(text === undefined ? {} : { text }),
    ...(stream === undefined ? {} : { stream }),
    ...(since === undefined ? {} : { since: moment(since, "since") }),
    ...(until === undefined ? {} : { until: moment(until, "until") }),
  };
  // After a cut, everything from the next line on is wanted, not the last few.
  const preview = input.text("preview");
  const lines = steadyLog((next) => {
    const asked = { ...query, from: next ?? 0, tail: next === null ? tail : 10_000 };
    return preview === undefined
      ? open("tools.logs", { params: { tool }, query: asked })
      : open("previews.logs", { params: { tool, preview: previewName(preview) }, query: asked });
  });
  let some = false;
  for await (const line of lines) {
    some = true;
    out.line(processLine(line, out));
    out.record(line);
  }
  if (!some)
    out.note(
      `${process ?? tool} has printed nothing${[text, stream, since, until].some((one) => one !== undefined) ? " that matches" : ""}.`,
    );
}
