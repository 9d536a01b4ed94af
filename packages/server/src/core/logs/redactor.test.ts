import { describe, expect, test } from "vitest";
import { createLineRedactor } from "./redact-lines.ts";
import { createRedactor } from "./redactor.ts";

const floor = 8;
const one = (value: string) => createRedactor([{ name: "KEY", value }], floor);

describe("a redactor", () => {
  test("replaces a value wherever it stands, by its name", () => {
    expect(one("hunter2-hunter2").text("a hunter2-hunter2, bhunter2-hunter2")).toBe("a [redacted KEY], b[redacted KEY]");
  });

  test("leaves short values alone, which are part of innocent words", () => {
    expect(one("web").text("the web is wide")).toBe("the web is wide");
  });

  test("finds what URLs, JSON and base64 write", () => {
    const value = 'p@ss word/"1é';
    const forms = [
      encodeURIComponent(value),
      new URLSearchParams({ value }).toString().slice("value=".length),
      JSON.stringify(value).slice(1, -1),
      Buffer.from(value).toString("base64"),
      Buffer.from(`u:${value}`).toString("base64"),
      Buffer.from(`user:${value}`).toString("base64url"),
    ];
    for (const form of forms) expect(one(value).text(`<${form}>`)).toContain("[redacted KEY]");
  });

  test("finds each line of a value of many lines", () => {
    const pem = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n";
    const redactor = one(pem);
    for (const line of pem.trim().split("\n")) expect(redactor.text(`x ${line}`)).toBe("x [redacted KEY]");
  });

  test("leaves nothing of two values that overlap", () => {
    const redactor = createRedactor(
      [
        { name: "A", value: "abcdefghij" },
        { name: "B", value: "ghijklmnop" },
      ],
      floor,
    );
    expect(redactor.text("<abcdefghijklmnop>")).toBe("<[redacted A]>");
  });
});

/** A small deterministic generator, so that a failing run can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Few letters, so that values overlap themselves and each other. */
const word = (next: (below: number) => number, length: number): string => Array.from({ length }, () => "abc"[next(3)]).join("");

test.each(Array.from({ length: 300 }, (_, seed) => seed))("whatever the parts: no value is left and the rest is whole (%i)", (seed) => {
  const next = generator(seed + 1);
  const values = Array.from({ length: 1 + next(4) }, () => word(next, floor + next(6)));
  const redactor = createRedactor(
    values.map((value, at) => ({ name: `N${at}`, value })),
    floor,
  );
  const text = Array.from({ length: 1 + next(12) }, () =>
    next(2) === 0 ? word(next, next(12)) : (values[next(values.length)] ?? ""),
  ).join(next(2) === 0 ? "" : "-");
  const stream = redactor.stream();
  let streamed = "";
  for (let at = 0; at < text.length;) {
    const length = 1 + next(7);
    streamed += stream.push(text.slice(at, at + length));
    at += length;
  }
  streamed += stream.end();
  expect(streamed).toBe(redactor.text(text));
  for (const value of values) expect(streamed).not.toContain(value);
  const kept = streamed.split(/\[redacted N\d\]/);
  let from = 0;
  for (const part of kept) {
    const at = text.indexOf(part, from);
    expect(at).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
  if (!values.some((value) => text.includes(value))) expect(streamed).toBe(text);
});

describe("lines", () => {
  test("a value over the cut of an overlong line is found, and other writers are not held up", () => {
    const lines = createLineRedactor();
    const redactor = one("hunter2-hunter2");
    const first = lines.line(redactor, "a", `${"x".repeat(8 * 1024 - 7)}hunter2`);
    expect(first).not.toContain("hunter2");
    expect(lines.line(redactor, "b", "between")).toBe("between");
    expect(lines.line(redactor, "a", "-hunter2 and on")).toBe("[redacted KEY] and on");
    expect(lines.line(redactor, "a", "next")).toBe("next");
  });

  test("what never went on is given at the end", () => {
    const lines = createLineRedactor();
    lines.line(one("hunter2-hunter2"), "a", `${"x".repeat(8 * 1024)}hunter2`);
    expect(lines.end()).toEqual([{ from: "a", text: "hunter2" }]);
  });
});

test("lines that only look like secrets stay whole, however many there are", () => {
  const secrets = Array.from({ length: 50 }, (_, n) => ({ name: `S${n}`, value: `value-${n}-${"q".repeat(20)}` }));
  const redactor = createRedactor(secrets, floor);
  const line = `${"2026-11-21 GET /search?q=value- 200 ".repeat(3)}end`;
  for (let n = 0; n < 10_000; n += 1) expect(redactor.text(line)).toBe(line);
});
