import { expect, test } from "vitest";
import { envLine, readEnvFile } from "./dot-env.ts";

test.each(["50", "", "a b", "it's", 'say "hi"', "#no comment", "a\nb\nc", "$HOME", "\\n", "=", " padded ", "é"])(
  "%j is read as it was written",
  (value) => {
    const line = envLine("NAME", value);
    expect(line).not.toBeNull();
    expect(readEnvFile(`A=1\n${line}\nB=2\n`).get("NAME")).toBe(value);
  },
);

test("says when no quotes can hold a value", () => {
  expect(envLine("NAME", "'\"`")).toBeNull();
});
