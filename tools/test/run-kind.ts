import { countsByFile, failuresOf, sum, type Counts, type VitestReport } from "./vitest-report.ts";

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
  readonly unsteady: readonly Failed[];
  /** Files that failed to the end. */
  readonly broken: readonly Failed[];
}

export interface Failed {
  /** Absolute path; the kind when no file is known. */
  readonly file: string;
  /** A line for each. */
  readonly said: readonly string[];
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
  if (first.report === null) {
    return { passed: 0, failed: 1, skipped: 0, unsteady: [], broken: [{ file: kind, said: ["ended without a report"] }] };
  }
  const files = new Map(countsByFile(first.report));
  const wrong = [...files].filter(([, counts]) => counts.failed > 0).map(([file]) => file);
  // An error outside of every test shows in the exit code alone.
  const outside = wrong.length === 0 && first.code !== 0;
  const unsteady: Failed[] = [];
  const broken: Failed[] = outside ? [{ file: kind, said: ["an error outside of every test"] }] : [];
  for (const file of wrong) {
    const failed: Failed = { file, said: failuresOf(first.report, file) };
    const counts = end - now() < leastMs ? null : await passesAlone(file);
    if (counts === null) broken.push(failed);
    else {
      unsteady.push(failed);
      files.set(file, counts);
    }
  }
  const total = sum(files.values());
  return { ...total, failed: total.failed + Number(outside), unsteady, broken };

  async function passesAlone(file: string): Promise<Counts | null> {
    const again = await vitest({ kind, files: [file], timeoutMs: end - now() });
    const counts = again.report === null ? undefined : countsByFile(again.report).get(file);
    return counts === undefined || counts.failed > 0 || again.code !== 0 ? null : counts;
  }
}
