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

/** A line for each failure: test, and the first line of what it said. */
export function failuresOf(report: VitestReport, file: string): readonly string[] {
  const found = report.testResults.find(({ name }) => name === file);
  const failed = found?.assertionResults.filter(({ status }) => status === "failed") ?? [];
  const tests = failed.map(({ fullName = "", failureMessages = [] }) => `${fullName}: ${firstLine(failureMessages[0])}`);
  return tests.length > 0 || found === undefined ? tests : [firstLine(found.message)];
}

const firstLine = (text = ""): string => text.split("\n", 1)[0]?.slice(0, 300) ?? "";

export function sum(all: Iterable<Counts>): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}
