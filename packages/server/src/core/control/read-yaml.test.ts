import { ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { readReleaseFile } from "./release-files.ts";

const foo = ToolName.parse("foo");
const good = `tool: foo
release: 3
image: x/foo@sha256:${"a".repeat(64)}
commit: ${"b".repeat(40)}
pipeline: main
build: null
settings: 0
processes:
  web:
    command: serve
    port: 8000
`;
const problemsOf = (text: string): readonly string[] => {
  const read = readReleaseFile(foo, Buffer.from(text));
  return read.ok ? [] : read.problems;
};

test("what is right is read, and each key's place is known", () => {
  const read = readReleaseFile(foo, Buffer.from(`# a comment\n${good}`));
  expect(read.ok && [read.value.release, read.place("release"), read.place("processes", "web", "port")]).toEqual([
    3,
    "tools/foo/release.yaml:3",
    "tools/foo/release.yaml:12",
  ]);
});

test("all that is wrong is named at once, with its line", () => {
  const text = good.replace("release: 3", "release: soon").replace("port:", "prot:").replace("settings: 0\n", "");
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(/^tools\/foo\/release.yaml:2: release: /),
    expect.stringMatching(/^tools\/foo\/release.yaml:1: settings: /),
    'tools/foo/release.yaml:10: processes.web.prot is not a known key; did you mean "port"?',
  ]);
});

test.each([
  ["another tool's file", good.replace("tool: foo", "tool: bar"), "tools/foo/release.yaml:1: tool: names bar, it must be foo"],
  ["text that is no YAML", `${good}  - [\n`, /^tools\/foo\/release.yaml:1\d: /],
  ["a key that is there twice", `${good}release: 4\n`, /^tools\/foo\/release.yaml:\d+: .*unique/],
  ["a bomb of aliases", `a: &a [x, x]\n${"b: [*a, *a, *a, *a]\n".repeat(20)}`, /^tools\/foo\/release.yaml:\d+: /],
  ["a file that is too large", `${good}# ${"x".repeat(300_000)}`, /^tools\/foo\/release.yaml:1: has 3\d+ bytes, at most 262144/],
  ["nothing", "", /^tools\/foo\/release.yaml:1: the file: /],
])("%s is refused", (_, text, wanted) => {
  const [first] = problemsOf(text);
  if (typeof wanted === "string") expect(first).toBe(wanted);
  else expect(first).toMatch(wanted);
});
