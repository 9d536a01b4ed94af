import { expect, test } from "vitest";
import { colouredText, plainText } from "./plain-text.ts";

test.each([
  ["a\u001b[31mred\u001b[0m", "ared"],
  ["\u001b]0;title\u0007text", "text"],
  ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["bell\u0007 back\b up\u001b[2A", "bell back up"],
  ["overwritten\rtext", "overwrittentext"],
  ["one\ttwo", "one\ttwo"],
  ["naïve 日本", "naïve 日本"],
])("%j is shown as %j", (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test("colours of a log line stay on a terminal and end with the line; nothing else stays", () => {
  expect(colouredText("\u001b[32mok\u001b[2J")).toBe("\u001b[32mok\u001b[0m");
});
