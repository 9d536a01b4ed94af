import { collectLogs } from "./core/logs/collect-logs.ts";
import { createSaidRedactor } from "./core/logs/redact-said.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

/** Keeps what the processes say from now on. */
export function startCollecting(around: Surroundings, { kept, redaction }: Data, { runtime }: Parts): void {
  const { values, clock, ends, pause, onProblem } = around;
  const stop = new AbortController();
  const collecting = collectLogs(
    {
      runtime,
      kept,
      clock,
      pause,
      onProblem,
      redact: createSaidRedactor(redaction),
      linesPerSecond: values["logs-rate"],
      days: values["logs-days"],
    },
    stop.signal,
  );
  ends.defer(async () => {
    stop.abort();
    await collecting;
  });
}
