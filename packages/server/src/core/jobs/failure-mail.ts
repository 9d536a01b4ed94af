import type { Run } from "@sluice/contract";
import type { Aftermath, JobState, RunEnd } from "../ports/run-store.ts";

/** Between two mails about the same failing job. */
const quietMs = 24 * 3600_000;
const shownLines = 20;

interface After {
  readonly run: Pick<Run, "id" | "tool" | "attempts">;
  readonly end: RunEnd;
  readonly at: string;
  /** Whom to tell; empty: nobody. */
  readonly to: readonly string[];
  readonly tail: readonly string[];
}

/**
 * What the end of a job's run means for those who are told: one mail when it begins to fail, at most one a day while
 * it goes on, and one when it is well again after such a mail.
 */
export function aftermath(state: JobState, after: After): Aftermath {
  const { end, at, to } = after;
  const { failingSince, mailedAt } = state;
  if (end.state === "cancelled") return { failingSince, mailedAt, mail: null };
  if (end.state === "succeeded") {
    const told = failingSince !== null && mailedAt !== null && mailedAt >= failingSince;
    return { failingSince: null, mailedAt, mail: told && to.length > 0 ? wellAgain(state, failingSince, after) : null };
  }
  const since = failingSince ?? at;
  const quiet = mailedAt !== null && Date.parse(at) - Date.parse(mailedAt) < quietMs;
  if (quiet || to.length === 0) return { failingSince: since, mailedAt, mail: null };
  return { failingSince: since, mailedAt: at, mail: failing(state, since, after) };
}

function failing({ job }: JobState, since: string, { run, end, at, to, tail }: After) {
  const ours = end.fault === "platform" ? " That is the platform's fault, not yours." : "";
  const again = since === at ? "" : `\nIt has been failing since ${since}.\n`;
  const attempts = run.attempts > 1 ? ` after ${run.attempts} attempts` : "";
  const text = `Run ${run.id} of ${job} (${run.tool}) failed${attempts}. ${end.reason ?? ""}${ours}
${again}
Its last lines:

${tail
  .slice(-shownLines)
  .map((line) => `  ${line}`)
  .join("\n")}

Whole log:  sluice runs log ${run.id} -t ${run.tool}
Run again:  sluice jobs run ${job} -t ${run.tool}

There is no more mail about it for a day while it goes on failing, and one when it is well again.
`;
  return { tool: run.tool, to, subject: `${job} of ${run.tool} failed`, text };
}

function wellAgain({ job }: JobState, since: string, { run, to }: After) {
  const text = `Run ${run.id} of ${job} (${run.tool}) succeeded. It had been failing since ${since}.

All runs:  sluice runs list --job ${job} -t ${run.tool}
`;
  return { tool: run.tool, to, subject: `${job} of ${run.tool} is well again`, text };
}
