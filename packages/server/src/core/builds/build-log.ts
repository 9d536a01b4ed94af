import type { BuildId, LogLine } from "@sluice/contract";
import type { BuildLine } from "../ports/engine.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";

const keptForExplaining = 400;
/** Lines that are kept for a log that cannot be written. */
const mostWaiting = 10_000;

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

/** Lines keep their order although nobody waits for each: one append is under way, the others gather behind it. */
export function openBuildLog(logs: Logs, clock: Clock, build: BuildId): BuildLog {
  const name = logName(build);
  const recent: string[] = [];
  let waiting: Omit<LogLine, "n">[] = [];
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await logs.append(name, batch);
      } catch (error) {
        // Said again with what comes next: a disk that is full now may have room then.
        waiting = [...batch, ...waiting].slice(0, mostWaiting);
        throw error;
      }
    }
  }
  function put(stream: LogLine["stream"], step: string, text: string): void {
    waiting.push({ at: clock.now() as LogLine["at"], stream, step, text });
    writing ??= drain().finally(() => {
      writing = null;
    });
    // The failure reaches whoever awaits flushed(); without this line it would also end the process.
    writing.catch(() => undefined);
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
    async flushed() {
      while (writing !== null || waiting.length > 0) await (writing ?? drain());
    },
  };
}
