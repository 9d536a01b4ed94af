import type { LogLine } from "@sluice/contract";
import type { Context } from "./command.ts";
import { steadyLog } from "./follow-log.ts";
import { processLine } from "./format/log-line.ts";
import type { Input } from "./input.ts";
import { moment } from "./moment-argument.ts";

/** What is asked for of the lines that were kept. */
export interface LinesQuery {
  readonly follow: boolean;
  readonly from: number;
  readonly tail: number;
  readonly text?: string;
  readonly stream?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Prints kept lines as the options of a `logs` command ask for them; goes on where it was after a cut. */
export async function printLogs(
  input: Input,
  { out }: Pick<Context, "out">,
  whose: string,
  open: (query: LinesQuery) => AsyncIterable<LogLine>,
): Promise<void> {
  const [text, stream, since, until] = ["text", "stream", "since", "until"].map((name) => input.text(name));
  // Who says since when wants all from then on.
  const tail = input.count("tail", 0, 10_000) ?? (since === undefined ? 100 : 10_000);
  const query = {
    follow: input.flag("follow"),
    ...(text === undefined ? {} : { text }),
    ...(stream === undefined ? {} : { stream }),
    ...(since === undefined ? {} : { since: moment(since, "since") }),
    ...(until === undefined ? {} : { until: moment(until, "until") }),
  };
  // After a cut, everything from the next line on is wanted, not the last few.
  const lines = steadyLog((next) => open({ ...query, from: next ?? 0, tail: next === null ? tail : 10_000 }));
  let some = false;
  for await (const line of lines) {
    some = true;
    out.line(processLine(line, out));
    out.record(line);
  }
  const isNarrow = [text, stream, since, until].some((one) => one !== undefined);
  if (!some) out.note(`${whose} has printed nothing${isNarrow ? " that matches" : ""}.`);
}
