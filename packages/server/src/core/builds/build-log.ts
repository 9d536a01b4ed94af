import type { BuildId, LogLine } from "@sluice/contract";
import type { BuildLine } from "../ports/engine.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import { openLineWriter } from "../logs/line-writer.ts";

const keptForExplaining = 400;

/** The log of one build: what we say, and what the code's own tools print. */
export interface BuildLog {
  /** One line of ours; the pusher sees it. `step` is build, release, deploy or empty. */
  say(step: string, text: string): void;
  take(line: BuildLine): void;
  /** The last lines that the code's tools printed, for explaining a failure. */
  tail(count: number): readonly string[];
  /** Resolves when everything said so far is on disk. */
  flushed(): Promise<void>;
}

export function logName(build: BuildId): string {
  return `build-${build}`;
}

export function openBuildLog(logs: Logs, clock: Clock, build: BuildId): BuildLog {
  const writer = openLineWriter(logs, logName(build));
  const recent: string[] = [];
  function put(stream: LogLine["stream"], step: string, text: string): void {
    writer.put({ at: clock.now() as LogLine["at"], stream, step, text });
  }

  return {
    say: (step, text) => put("sluice", step, text),
    take(line) {
      if (line.kind === "notice") return put("sluice", line.step, line.text);
      recent.push(line.text);
      if (recent.length > keptForExplaining) recent.shift();
      put(line.kind === "output" ? "stdout" : "stderr", line.step, line.text);
    },
    tail: (count) => recent.slice(-count),
    flushed: writer.flushed,
  };
}
