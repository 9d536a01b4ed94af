import { NewRun, type PromotionRule, type ReleaseFile } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { RunRow, RunStore } from "../ports/run-store.ts";
import { commandSpec } from "../jobs/run-spec.ts";

export interface TestDependencies {
  readonly runs: Pick<RunStore, "runs" | "addRun">;
  readonly clock: Clock;
  /** Something was queued. */
  readonly wakeRuns: () => void;
}

export type TestOutcome =
  /** There is none, or it ended well. */
  | { readonly kind: "passed" }
  | { readonly kind: "running"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

const usualSeconds = 1800;
/** What our own parts made fail is begun again. */
const platformTries = 3;
/** More than come in between two looks. */
const lookedAt = 100;

/**
 * How the test of a promotion does, begun when it was not yet: one run for a release, as its log and list are those of
 * all runs. Killed after it was queued: the next look finds it by its release and cause.
 */
export async function promotionTest(deps: TestDependencies, file: ReleaseFile, rule: PromotionRule, author: string): Promise<TestOutcome> {
  if (rule.test === undefined) return { kind: "passed" };
  const recent = await deps.runs.runs(file.tool, { limit: lookedAt });
  const tests = recent.filter(({ cause, release }) => cause === "promotion" && Number(release) === file.release);
  const [newest] = tests;
  if (newest === undefined || (newest.fault === "platform" && tests.length < platformTries)) {
    const wish = NewRun.parse({ command: rule.test, timeout: rule.timeout ?? usualSeconds });
    const asked = { cause: "promotion" as const, askedBy: author, reason: `It decides whether v${file.release} goes on to ${rule.to}.` };
    const run = await deps.runs.addRun({ ...commandSpec(file, wish), ...asked }, deps.clock.now());
    deps.wakeRuns();
    return running(run);
  }
  if (newest.state === "succeeded") return { kind: "passed" };
  if (newest.state === "queued" || newest.state === "running") return running(newest);
  return { kind: "failed", reason: `its test failed: ${newest.reason ?? newest.state} sluice runs log ${newest.id} -t ${file.tool}` };
}

function running({ id, tool }: RunRow): TestOutcome {
  return { kind: "running", reason: `run ${id} tests it: sluice runs log ${id} -f -t ${tool}` };
}
