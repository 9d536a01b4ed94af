import type { LogLine, Moment } from "@sluice/contract";
import { z } from "zod";
import type { KeptQuery } from "../../core/ports/kept-logs.ts";
import type { SaidLine } from "../../core/ports/runtime.ts";
import { bounded } from "./lines.ts";

/** One line as it is stored. Short keys: there are millions of them. */
const StoredLine = z.object({
  n: z.number().int(),
  t: z.string(),
  i: z.string(),
  p: z.string(),
  s: z.enum(["stdout", "stderr", "sluice"]),
  x: z.string(),
});
export type StoredLine = z.infer<typeof StoredLine>;

export function encodeKept(n: number, line: SaidLine): string {
  return `${JSON.stringify({ n, t: line.stamp, i: line.instance, p: line.process, s: line.stream, x: bounded(line.text) })}\n`;
}

export function decodeKept(stored: Buffer): StoredLine {
  return StoredLine.parse(JSON.parse(stored.toString("utf8")));
}

/** Microseconds since 1970 of an RFC 3339 moment. */
export function microseconds(stamp: string): number {
  const fraction = /\.(\d+)Z$/.exec(stamp)?.[1] ?? "";
  return Math.floor(Date.parse(stamp) / 1000) * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

export function shownLine(line: StoredLine): LogLine {
  return { n: line.n, at: new Date(Date.parse(line.t)).toISOString() as Moment, stream: line.s, step: line.p, text: line.x };
}

/** Whether a line is one that a query asks for. */
export function matcher(query: KeptQuery): (line: StoredLine) => boolean {
  const since = query.since === undefined ? 0 : Date.parse(query.since);
  const until = query.until === undefined ? Infinity : Date.parse(query.until);
  const text = query.text?.toLowerCase();
  return (line) => {
    const at = Date.parse(line.t);
    return (
      line.n >= query.from &&
      at >= since &&
      at <= until &&
      (query.process === undefined || line.p === query.process) &&
      (query.stream === undefined || line.s === query.stream) &&
      (text === undefined || line.x.toLowerCase().includes(text))
    );
  };
}
