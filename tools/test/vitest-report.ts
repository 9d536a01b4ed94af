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
    readonly assertionResults: readonly { readonly status: string }[];
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

export function sum(all: Iterable<Counts>): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}
