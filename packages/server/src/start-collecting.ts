import { type CollectDependencies, collectLogs } from "./core/logs/collect-logs.ts";
import { createSaidRedactor } from "./core/logs/redact-said.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

/** Keeps what the processes and the components say from now on. */
export function startCollecting(around: Surroundings, { kept, keptOfComponents, redaction }: Data, parts: Parts): void {
  const { values, clock, ends, pause, onProblem } = around;
  const stop = new AbortController();
  const collect = (from: Pick<CollectDependencies, "runtime" | "kept" | "redact">): Promise<void> =>
    collectLogs({ ...from, clock, pause, onProblem, linesPerSecond: values["logs-rate"], days: values["logs-days"] }, stop.signal);
  const collecting = Promise.all([
    collect({ runtime: parts.runtime, kept, redact: createSaidRedactor(redaction) }),
    // A component has no secrets that are registered: what it is given stands in the control repository.
    collect({ runtime: parts.components, kept: keptOfComponents, redact: (_, lines) => Promise.resolve(lines) }),
  ]);
  ends.defer(async () => {
    stop.abort();
    await collecting;
  });
}
