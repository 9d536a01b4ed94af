import type { LogLine } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";

type Line = Omit<LogLine, "n">;

/** Lines that are kept for a log that cannot be written. */
export const mostWaiting = 10_000;

export interface LineWriter {
  put(line: Line): void;
  /** Resolves when everything put so far is on disk; rejects when it cannot be written now. */
  flushed(): Promise<void>;
}

/**
 * Lines keep their order although nobody waits for each: one append is under way, the others gather behind it. What
 * could not be written is written with what comes next, as a disk that is full now may have room then; beyond
 * `mostWaiting` such lines the log says how many are missing.
 */
export function openLineWriter(logs: Pick<Logs, "append">, log: string): LineWriter {
  let waiting: Line[] = [];
  let lost: { readonly first: Line; count: number } | null = null;
  let writing: Promise<void> | null = null;

  function keep(lines: readonly Line[]): void {
    waiting = lines.slice(0, mostWaiting);
    const [first] = lines.slice(mostWaiting);
    if (first !== undefined) lost = { first, count: lines.length - mostWaiting };
  }
  function tellOfLost(): void {
    if (lost === null) return;
    waiting.unshift({
      at: lost.first.at,
      stream: "sluice",
      step: "",
      text: `${lost.count} lines are missing here: the log could not be written`,
    });
    lost = null;
  }
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await logs.append(log, batch);
      } catch (error) {
        keep([...batch, ...waiting]);
        throw error;
      }
      tellOfLost();
    }
  }
  function write(): Promise<void> {
    writing ??= drain().finally(() => {
      writing = null;
    });
    return writing;
  }

  return {
    put(line) {
      if (lost === null) waiting.push(line);
      else lost.count += 1;
      // The failure reaches whoever awaits flushed(); without this it would also end the process.
      write().catch(() => undefined);
    },
    async flushed() {
      while (writing !== null || waiting.length > 0) await write();
    },
  };
}
