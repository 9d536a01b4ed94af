export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is counted. */
export interface VitestReport {
  readonly testResults: readonly {
    /** Absolute path of the file. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly failureMessages?: readonly string[];
    }[];
    /** Why the file as a whole failed. */
    readonly message?: string;
  }[];
}

/** Counts by file. A file that fails without a failed test of its own (it cannot be read, a hook threw) counts as one failure. */
export function countsByFile(report: VitestReport): ReadonlyMap<string, Counts> {
  return new Map(
    report.testResults.map(({ name, status, assertionResults }) => {
      const passed = assertionResults.filter((test) => test.status === "passed").length;
      const failed = assertionResults.filter((test) => test.status === "failed").length;
      const unseen = failed === 0 && status === "failed" ? 1 : 0;
      return [name, { passed, failed: failed + unseen, skipped: assertionResults.length - passed - failed }];
    }),
  );
}

/** A line for each failure: test, and what it said. */
export function failuresOf(report: VitestReport, file: string): readonly string[] {
  const found = report.testResults.find(({ name }) => name === file);
  const failed = found?.assertionResults.filter(({ status }) => status === "failed") ?? [];
  const tests = failed.map(({ fullName = "", failureMessages = [] }) => `${fullName}: ${brief(failureMessages[0])}`);
  return tests.length > 0 || found === undefined ? tests : [brief(found.message)];
}

/** On one line, without the stack. Of what is long the begin and the end: what was expected stands last. */
function brief(text = ""): string {
  const lines = text.split("\n").filter((line) => !/^\s+at /.test(line));
  const said = lines
    .join(" ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return said.length <= 700 ? said : `${said.slice(0, 200)} … ${said.slice(-500)}`;
}

export function sum(all: Iterable<Counts>): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}
