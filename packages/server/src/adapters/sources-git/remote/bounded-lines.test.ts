import { expect, test } from "vitest";
import { boundedLines } from "./bounded-lines.ts";

test.each([1, 2, 3, 5, 100])("lines that come in parts of %i bytes are whole, and those that are too long are left out", (part) => {
  const text = Buffer.from(`one\n\nfünf\n${"x".repeat(12)}\n12345678\nlast`);
  const lines = boundedLines(8);
  const found: (string | null)[] = [];
  for (let at = 0; at < text.length; at += part) found.push(...lines.push(text.subarray(at, at + part)));
  expect(found).toEqual(["one", "", "fünf", null, "12345678"]);
});
