export interface StampedLine {
  /** As the engine stamps it: RFC 3339 in UTC with nanoseconds. */
  readonly stamp: string;
  /** The same moment with milliseconds. */
  readonly at: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

const headerLength = 8;
const longestLine = 16 * 1024;

/**
 * Splits the engine's multiplexed stream into lines (Docker Engine API, "Attach", stream format: type, three zero
 * bytes, length as big-endian 32 bits). Each line starts with its time.
 */
export function createDemultiplexer(): (part: Buffer) => readonly StampedLine[] {
  let rest: Buffer = Buffer.alloc(0);
  const open = { stdout: "", stderr: "" };
  return (part) => {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const lines: StampedLine[] = [];
    while (rest.length >= headerLength) {
      const length = rest.readUInt32BE(4);
      if (rest.length < headerLength + length) break;
      const stream = rest[0] === 2 ? "stderr" : "stdout";
      const text = open[stream] + rest.toString("utf8", headerLength, headerLength + length);
      rest = rest.subarray(headerLength + length);
      const parts = text.split("\n");
      const last = parts.pop() ?? "";
      if (last.length > longestLine) parts.push(last);
      open[stream] = last.length > longestLine ? "" : last;
      lines.push(...parts.map((line) => stamped(line, stream)));
    }
    return lines;
  };
}

function stamped(line: string, stream: StampedLine["stream"]): StampedLine {
  const found = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/s.exec(line);
  const text = (found?.[2] ?? line).replace(/\r$/, "");
  const stamp = found?.[1] ?? new Date(0).toISOString();
  return { stamp, at: new Date(stamp.replace(/(\.\d{3})\d*Z$/, "$1Z")).toISOString(), stream, text };
}
