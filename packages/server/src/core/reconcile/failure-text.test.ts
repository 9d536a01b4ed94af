import { expect, test } from "vitest";
import { lateAdvice, listeningText } from "./failure-text.ts";

test.each([
  [[], "The process is running but does not listen on any port. Listen on 0.0.0.0 and the port in $PORT."],
  [["0.0.0.0:5000"], "The process is running but listens on 0.0.0.0:5000. Listen on 0.0.0.0 and the port in $PORT."],
  [["0.0.0.0:9000", "127.0.0.1:8000"], "The process listens on 127.0.0.1:8000 alone, which nothing outside of its container reaches."],
  [["[::1]:8000"], "The process listens on [::1]:8000 alone, which nothing outside of its container reaches."],
  [["127.0.0.1:8000", "[::]:8000"], null],
])("of sockets %j is told: %s", (listening, told) => {
  const text = listeningText(listening, 8000);
  if (told === null) expect(text).toBeNull();
  else expect(text).toContain(told);
});

test("an advice is looked for further back when the last lines have none", () => {
  const explain = (lines: readonly string[]) => lines.filter((line) => line.startsWith("why"));
  const page = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  expect(lateAdvice(explain, ["why: early", ...page])).toEqual(["why: early"]);
  expect(lateAdvice(explain, ["why: early", ...page, "why: late"])).toEqual(["why: late"]);
  expect(lateAdvice(explain, page)).toEqual([]);
});
