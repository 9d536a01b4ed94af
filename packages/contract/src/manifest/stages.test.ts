import { expect, test } from "vitest";
import { parseManifest } from "./parse-manifest.ts";
import { inOrder } from "./stages.ts";

const stages = (text: string): string => `test:\n  stages:\n${text}`;

test("stages say what they need, their variables, and are bounded together", () => {
  const text = `${stages(`    lint: { commands: [ruff check] }
    unit: { needs: [lint], commands: [tox], env: { TOX_ENV: py313 } }
`)}  timeout: 10m\n`;
  expect(parseManifest(text)).toMatchObject({
    kind: "read",
    manifest: {
      test: { stages: { lint: { commands: ["ruff check"] }, unit: { needs: ["lint"], env: { TOX_ENV: "py313" } } }, timeout: 600 },
    },
  });
});

test.each([
  [
    stages("    unit: { needs: [lnt], commands: [tox] }\n    lint: { commands: [ruff] }\n"),
    'sluice.yaml line 3: test.stages.unit.needs.0: there is no stage lnt; did you mean "lint"?',
  ],
  [
    stages(
      "    a: { needs: [b], commands: [x] }\n    b: { needs: [c], commands: [x] }\n    c: { needs: [b], commands: [x] }\n    d: { commands: [x] }\n",
    ),
    "sluice.yaml line 3: test.stages.a.needs: a waits for itself in the end",
  ],
  [stages("    a: { commands: [] }\n"), "sluice.yaml line 3: test.stages.a.commands: must have at least one command"],
  [stages("    a: { command: [x] }\n"), 'sluice.yaml line 3: test.stages.a.command is not a known key; did you mean "commands"?'],
  [stages("    A: { commands: [x] }\n"), "sluice.yaml line 3: test.stages.A: "],
  [stages("    a: { commands: [x], env: { 1A: x } }\n"), "sluice.yaml line 3: test.stages.a.env.1A: "],
  ["test:\n  timeout: 1m\n", "sluice.yaml line 1: test.commands: must be a list of commands, or there must be stages, not both"],
  [
    "test:\n  commands: [x]\n  stages: { a: { commands: [x] } }\n",
    "sluice.yaml line 2: test.commands: must be a list of commands, or there must be stages, not both",
  ],
])("%j is refused", (text, problem) => {
  const result = parseManifest(text);
  expect(result).toMatchObject({ kind: "wrong" });
  if (result.kind === "wrong") expect(result.problems.join("\n")).toContain(problem);
});

test("are put in an order in which each comes after those that it needs", () => {
  expect(inOrder({ last: { needs: ["b", "a"] }, a: { needs: ["b"] }, b: {}, c: {} })).toEqual(["b", "c", "a", "last"]);
});
