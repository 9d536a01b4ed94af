import { Moment, type RunId } from "@sluice/contract";
import { openLineWriter } from "../logs/line-writer.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { RunLine } from "../ports/runtime.ts";

const keptForMail = 20;

/** The log of one run: what we say, and what it prints, stdout and stderr apart. */
export interface RunLog {
  say(text: string): void;
  take(attempt: number, line: RunLine): void;
  /** How many lines of an attempt are on disk. */
  taken(attempt: number): Promise<number>;
  /** The last lines that it printed. */
  tail(): readonly string[];
  /** Resolves when everything said so far is on disk. */
  flushed(): Promise<void>;
}

export function runLogName(run: RunId): string {
  return `run-${run}`;
}

/** The first attempt's lines have no step; the others are told apart. */
function stepOf(attempt: number): string {
  return attempt === 1 ? "" : `attempt ${attempt}`;
}

export function openRunLog(deps: { readonly logs: Logs; readonly clock: Clock }, run: RunId, redact: (text: string) => string): RunLog {
  const name = runLogName(run);
  const recent: string[] = [];
  const writer = openLineWriter(deps.logs, name);

  return {
    say: (text) => writer.put({ at: Moment.parse(deps.clock.now()), stream: "sluice", step: "", text }),
    take(attempt, line) {
      const text = redact(line.text);
      recent.push(text);
      if (recent.length > keptForMail) recent.shift();
      writer.put({ at: Moment.parse(new Date(line.at).toISOString()), stream: line.stream, step: stepOf(attempt), text });
    },
    async taken(attempt) {
      let count = 0;
      const lines = deps.logs.read(name, { from: 0, follow: false }, new AbortController().signal);
      for await (const { stream, step } of lines) if (stream !== "sluice" && step === stepOf(attempt)) count += 1;
      return count;
    },
    tail: () => recent,
    flushed: writer.flushed,
  };
}
