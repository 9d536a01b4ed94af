import { countsByFile, sum, type Counts, type VitestReport } from "./vitest-report.ts";

export interface VitestRun {
  readonly kind: string;
  /** Only these files; all of the kind when empty. */
  readonly files: readonly string[];
  readonly timeoutMs: number;
}

export interface VitestEnd {
  /** Null when it had to be ended. */
  readonly code: number | null;
  /** Null when it wrote none. */
  readonly report: VitestReport | null;
}

export interface KindResult extends Counts {
  /** Files that failed once and passed alone. */
  readonly unsteady: readonly string[];
}

/** A rerun that has less than this left is not begun. */
const leastMs = 60_000;

/** Runs one kind of suites within a bound. A file that failed is run once more, alone, when the others are done. */
export async function runKind(
  kind: string,
  boundMs: number,
  now: () => number,
  vitest: (run: VitestRun) => Promise<VitestEnd>,
): Promise<KindResult> {
  const end = now() + boundMs;
  const first = await vitest({ kind, files: [], timeoutMs: boundMs });
  if (first.report === null) return { passed: 0, failed: 1, skipped: 0, unsteady: [] };
  const files = new Map(countsByFile(first.report));
  const wrong = [...files].filter(([, counts]) => counts.failed > 0).map(([file]) => file);
  // An error outside of every test shows in the exit code alone.
  const outside = wrong.length === 0 && first.code !== 0 ? 1 : 0;
  const unsteady: string[] = [];
  for (const file of wrong) {
    if (end - now() < leastMs) break;
    const again = await vitest({ kind, files: [file], timeoutMs: end - now() });
    const counts = again.report === null ? undefined : countsByFile(again.report).get(file);
    if (counts === undefined || counts.failed > 0 || again.code !== 0) continue;
    unsteady.push(file);
    files.set(file, counts);
  }
  const total = sum(files.values());
  return { ...total, failed: total.failed + outside, unsteady };
}
