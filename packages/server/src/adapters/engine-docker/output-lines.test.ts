import { expect, test } from "vitest";
import { createLineCutter, maxLineLength } from "./output-lines.ts";

function cut(...chunks: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const cutter = createLineCutter((line) => lines.push(line));
  chunks.forEach((chunk) => cutter.write(chunk));
  cutter.end();
  return lines;
}

test("joins lines and characters that arrive in pieces", () => {
  const bytes = Buffer.from("größe\r\n\nend");
  expect(cut(bytes.subarray(0, 3), bytes.subarray(3, 8), bytes.subarray(8))).toEqual(["größe", "", "end"]);
});

test("cuts a line that is too long, and keeps all of it", () => {
  const lines = cut(Buffer.from("x".repeat(maxLineLength * 2 + 5)), Buffer.from("y\nz\n"));
  expect(lines.every((line) => line.length <= maxLineLength)).toBe(true);
  expect(lines.slice(0, -1).join("")).toBe(`${"x".repeat(maxLineLength * 2 + 5)}y`);
  expect(lines.at(-1)).toBe("z");
});
