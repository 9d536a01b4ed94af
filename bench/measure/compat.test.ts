import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "./compat-journal.ts";
import { compatibilityPage, count, merge, readPage } from "./compat-page.ts";
import { foundIn, isServed, judge, whyOf, type Outcome } from "./outcome.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "sluice-journal-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const serves: Outcome = {
  name: "somebody/app",
  commit: "1234567",
  found: "python 3.13 (requirements.txt)",
  verdict: "serves",
  status: 200,
  reason: "",
  firstSeconds: 12.34,
  warmSeconds: 2,
};
const fails: Outcome = { ...serves, name: "a|b/c", verdict: "fails", status: null, reason: "no\n<start> command", warmSeconds: null };
const away: Outcome = { ...fails, name: "d/e", verdict: "not-judged", reason: "away" };

test("what was known before a kill is known after it, at the same commit only", () => {
  const before = openJournal(directory);
  before.add(fails);
  before.add(serves);
  before.add({ ...fails, verdict: "serves" });
  appendFileSync(join(directory, "outcomes.jsonl"), '{"name":"cut off');
  const after = openJournal(directory);
  expect(after.known("somebody/app", "1234567")).toEqual(serves);
  expect(after.known("somebody/app", "7654321")).toBeNull();
  expect(after.known("a|b/c", "1234567")?.verdict).toBe("serves");
  after.add(away);
  expect(openJournal(directory).known("d/e", "1234567")).toEqual(away);
  after.log("d/e", "said");
  expect(readFileSync(join(directory, "logs", "d+e.log"), "utf8")).toBe("said");
});

test("what could not be judged counts neither for nor against, and what wants more than its code is counted apart", () => {
  const wanting = { ...fails, verdict: "wants-service" as const };
  expect(count([serves, fails, away, wanting])).toEqual({ served: 1, judged: 3, wanting: 1, notJudged: 1 });
  expect(compatibilityPage([serves, { ...serves, status: 404 }, fails, wanting, away], "Quietly.")).toContain(`
2 of 3 (67 %) that want nothing besides their own code build and serve without any change.
Of all that could be judged it is 2 of 4 (50 %): 1 want a database`);
  expect(compatibilityPage([], "")).toContain("0 of 0 (none)");
});

test("the table holds whatever an application says", () => {
  expect(
    compatibilityPage([serves, { ...serves, status: 404 }, fails, away], "")
      .split("\n")
      .slice(-5, -1),
  ).toEqual([
    "| somebody/app | 1234567 | python 3.13 (requirements.txt) | yes |  | 12.3 | 2.0 |",
    "| somebody/app | 1234567 | python 3.13 (requirements.txt) | yes (404) |  | 12.3 | 2.0 |",
    "| a\\|b/c | 1234567 | python 3.13 (requirements.txt) | no | no &lt;start> command | 12.3 |  |",
    "| d/e | 1234567 | python 3.13 (requirements.txt) | not judged | away | 12.3 |  |",
  ]);
});

test("a page is read as it was written, and keeps its rows when one is found anew", () => {
  const wanting = { ...fails, name: "w/s", verdict: "wants-setting" as const };
  const rows = [
    serves,
    { ...serves, name: "x/y", status: 404, warmSeconds: 2.5 },
    { ...fails, reason: "no <start> | command" },
    away,
    wanting,
  ];
  const page = compatibilityPage(rows, "Quietly.");
  const read = readPage(page);
  expect(compatibilityPage(read.outcomes, read.remark)).toBe(page);
  expect(read.outcomes[1]).toEqual({ ...rows[1], firstSeconds: 12.3 });
  expect(read.outcomes[2]?.reason).toBe("no <start> | command");
  const now = { ...fails, verdict: "serves" as const };
  const last = { ...serves, name: "n/ew" };
  expect(merge(read.outcomes, [last, now]).map(({ name, verdict }) => [name, verdict])).toEqual([
    ["somebody/app", "serves"],
    ["x/y", "serves"],
    ["a|b/c", "serves"],
    ["d/e", "not-judged"],
    ["w/s", "wants-setting"],
    ["n/ew", "serves"],
  ]);
  expect(() => readPage("# Something else\n")).toThrow("there is no table");
  const other = page.replace("| not judged |", "| perhaps |");
  expect(() => readPage(other)).toThrow('the page says "perhaps" of d/e');
});

test("the page that is kept can be read", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "reference", "compatibility.md"), "utf8");
  const { outcomes, remark } = readPage(page);
  expect(compatibilityPage(outcomes, remark)).toBe(page);
});

test("what a push said is read", () => {
  const said = [
    "remote: Found python 3.13 (requirements.txt), procfile (Procfile), web process: python x.py (Procfile)        ",
    "remote: \u001b[31mSay how it starts.\u001b[0m        ",
    "remote:   • one way        ",
    "remote:   Nothing serves: this was the first release.        ",
    "remote: Failed: web: ended with exit code 1 (your code)        ",
    "error: failed to push some refs",
  ].join("\n");
  expect(foundIn(said)).toBe("python 3.13 (requirements.txt), procfile (Procfile)");
  expect(whyOf(said)).toBe("web: ended with exit code 1 (your code); Say how it starts.");
});

test("of what a process said, its error is told, not what its server says after that", () => {
  const said = [
    "remote:   last lines of web:        ",
    "remote:     Exception: DATABASE_URL environment variable not defined        ",
    "remote:     [INFO] Reason: Worker failed to boot.        ",
    "remote:   Nothing serves: this was the first release.        ",
    "remote: Failed: web: ended with exit code 3 (your code)        ",
  ].join("\n");
  expect(whyOf(said)).toBe("web: ended with exit code 3 (your code); Exception: DATABASE_URL environment variable not defined");
});

test.each([
  ["remote:   bundler could not reach the package registry. Push again", "not-judged", "what bundler fetches is not reachable here"],
  [
    "remote: Failed: submodule themes/x cannot be fetched: there is no host forge.example.org, or its name cannot be looked up now",
    "not-judged",
    "what git fetches is not reachable here",
  ],
  ["remote:     failed to find a workspace root", "not-judged", "it is a part of a workspace, and was tried without that"],
  ["remote: Could not resolve host: forge.example.org", "not-judged", "what git fetches is not reachable here"],
  ["remote: (Caused by NameResolutionError(1))", "not-judged", "what the build fetches is not reachable here"],
  [
    "remote: [release] v1 = 1234567\nremote:     redis: getaddrinfo ENOTFOUND redis\nremote: Failed: web: ended with exit code 1 (your code)",
    "fails",
    "web: ended with exit code 1 (your code); redis: getaddrinfo ENOTFOUND redis",
  ],
  ["remote: Failed: given up after 600 s (the platform)", "not-judged", "the platform failed here: given up after 600 s (the platform)"],
  ["remote: Failed: web: ended with exit code 1 (your code)", "fails", "web: ended with exit code 1 (your code)"],
] as const)("%j is %s: %s", (said, verdict, reason) => expect(judge(said)).toEqual({ verdict, reason }));

test("what a build could not fetch stands further up in its log than the push shows", () => {
  const said = "remote:   error: subprocess-exited-with-error\nremote: Failed: dependencies failed (exit 1) (your code)";
  const whole = "fatal: unable to access 'https://forge.example.org/a/b/': Could not resolve host: forge.example.org";
  expect(judge(said, whole)).toEqual({ verdict: "not-judged", reason: "what git fetches is not reachable here" });
  expect(judge(said, "error: use_2to3 is invalid.").verdict).toBe("fails");
});

test.each([
  [200, true],
  [302, true],
  [404, true],
  [400, false],
  [500, false],
])("an answer of %i is served: %s", (status, served) => expect(isServed(status)).toBe(served));
