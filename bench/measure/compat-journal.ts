import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Outcome } from "./outcome.ts";

/** Outcomes and logs of a list, kept in a directory, so that a run that was killed goes on where it was. */
export interface Journal {
  /** The last outcome of each application, in no order. */
  outcomes(): readonly Outcome[];
  /** Null when it was not tried yet, or at another commit. */
  known(name: string, commit: string): Outcome | null;
  /** Durable as soon as it returns. */
  add(outcome: Outcome): void;
  log(name: string, text: string): void;
}

export function openJournal(directory: string): Journal {
  const logs = join(directory, "logs");
  const file = join(directory, "outcomes.jsonl");
  mkdirSync(logs, { recursive: true });
  const last = new Map<string, Outcome>();
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const outcome = readLine(line);
    if (outcome !== null) last.set(outcome.name, outcome);
  }
  return {
    outcomes: () => [...last.values()],
    known(name, commit) {
      const outcome = last.get(name);
      return outcome?.commit === commit ? outcome : null;
    },
    add(outcome) {
      // A line that a killed run left half is ended first.
      appendFileSync(file, `\n${JSON.stringify(outcome)}\n`, { flush: true });
      last.set(outcome.name, outcome);
    },
    log: (name, text) => writeFileSync(join(logs, `${name.replaceAll("/", "+")}.log`), text),
  };
}

function readLine(line: string): Outcome | null {
  try {
    return line.trim() === "" ? null : Outcome.parse(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
