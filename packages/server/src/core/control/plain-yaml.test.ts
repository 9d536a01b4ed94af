import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { parsePlainYaml } from "./plain-yaml.ts";

const release = `tool: foo
release: 42
image: 127.0.0.1:5000/foo@sha256:${"a".repeat(64)}
commit: ${"1e5".repeat(13)}b
pipeline: main
build: null
settings: 3
processes:
  web:
    command: gunicorn --bind 0.0.0.0:$PORT app:app
    port: 8000
    health: /healthz
    replicas: 2
    memory: 512Mi
    cpu: 500m
  worker:
    command: "python -c \\"print('a: b')\\" # on\\tand on"
jobs:
  nightly:
    command: python nightly.py
    schedule: "@daily"
  hourly:
    command: ./run
    schedule: 0 * * * *
`;

test("a file as the platform writes it is read as the whole parser reads it", () => {
  expect(parsePlainYaml(release)).toEqual(parse(release));
});

test.each([
  ["a comment", "tool: foo # mine\n"],
  ["a list", "tool:\n  - foo\n"],
  ["a key that stands twice", "tool: foo\ntool: bar\n"],
  ["an anchor", "tool: &a foo\n"],
  ["a string over several lines", "tool: foo\n  bar\n"],
  ["a folded string", "tool: >\n  bar\n"],
  ["a key without a value", "tool:\nrelease: 1\n"],
  ["a key without a value at the end", "tool:\n"],
  ["an indent that belongs nowhere", "a:\n    b: x\n  c: y\n"],
  ["a mapping in a scalar", "a: b: c\n"],
  ["no line end", "tool: foo"],
  ["nothing", ""],
  ["a document mark", "---\ntool: foo\n"],
  ["a tab", "tool:\tfoo\n"],
])("leaves %s to the whole parser", (_what, text) => {
  expect(parsePlainYaml(text)).toBeUndefined();
});

/** The same numbers in each run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("whatever it reads, the whole parser reads alike: scalars of random parts", () => {
  const next = random(7);
  const parts = "0 1 9 a b e x o E . .5 - + _ / : , # ' \" \\ $ ~ @ & * ! | > % [ ] { } null true False .inf NaN 0x1 0o7 1e3".split(" ");
  let taken = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const value = Array.from({ length: 1 + next(5) }, () => `${next(6) === 0 ? " " : ""}${parts[next(parts.length)] ?? ""}`).join("");
    const text = `key: ${value}\nnext: 1\n`;
    const found = parsePlainYaml(text);
    if (found === undefined) continue;
    taken += 1;
    expect(found, text).toEqual(parse(text));
  }
  expect(taken).toBeGreaterThan(500);
});

test("whatever it reads, the whole parser reads alike: nested mappings with lines lost and shifted", () => {
  const next = random(11);
  const lines = release.trimEnd().split("\n");
  let taken = 0;
  for (let n = 0; n < 3000; n += 1) {
    const some = lines.filter(() => next(8) > 0).map((each) => (next(20) === 0 ? `${" ".repeat(next(3))}${each.trimStart()}` : each));
    const text = `${some.join("\n")}\n`;
    const found = parsePlainYaml(text);
    if (found === undefined) continue;
    taken += 1;
    expect(found, text).toEqual(parse(text));
  }
  expect(taken).toBeGreaterThan(100);
});

test("strings that the platform writes come back as they were", () => {
  for (const value of ["null", "true", "~", "0x1f", "1e3", "12:30", " a ", "a\nb", "é", "a: b", "#", "", "-", "1_000", "0b1", "0755"]) {
    const text = stringify({ key: value, sub: { port: 8000 } }, { lineWidth: 0 });
    const found = parsePlainYaml(text);
    if (found !== undefined) expect(found).toEqual({ key: value, sub: { port: 8000 } });
  }
});
