import type { FileHandle } from "node:fs/promises";
import { LogLine } from "@sluice/contract";

export type NewLine = Omit<LogLine, "n">;

export const limits = { line: 8 * 1024, log: 16 * 1024 * 1024 } as const;

/** The last line of a log that is full. */
export const fullText = "This log has reached its limit of 16 MiB; what follows is not kept.";
const cut = " … (cut at 8 KiB)";

const StoredLine = LogLine.omit({ n: true });
const newline = 0x0a;
const chunkBytes = 64 * 1024;

/** One line as it is stored: JSON and a newline, its text cut to the limit. */
export function encodeLine(line: NewLine): Buffer {
  const { at, stream, step, text } = line;
  return Buffer.from(`${JSON.stringify({ at, stream, step, text: bounded(text) })}\n`);
}

export function decodeLine(stored: Buffer, n: number): LogLine {
  return { n, ...StoredLine.parse(JSON.parse(stored.toString("utf8"))) };
}

/** Cut to the limit of a line. */
export function bounded(text: string): string {
  if (text.length * 3 <= limits.line || Buffer.byteLength(text) <= limits.line) return text;
  const bytes = Buffer.from(text).subarray(0, limits.line - Buffer.byteLength(cut));
  // A character cut in two ends as the replacement character; drop it.
  return `${bytes.toString("utf8").replace(/\uFFFD$/, "")}${cut}`;
}

/** The whole lines between two places of a file, as stored, without their newlines. */
export async function* storedLines(file: FileHandle, from: number, to: number): AsyncIterable<Buffer> {
  let rest = Buffer.alloc(0);
  for (let at = from; at < to;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(chunkBytes, to - at)), 0, null, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
}
