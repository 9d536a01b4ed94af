import type { LogLine } from "@sluice/contract";
import { SluiceError } from "@sluice/contract";

/** How often a cut connection is tried again without one new line in between, and how long apart. */
const tries = 5;
const pause = 1000;

/**
 * Lines of a log, whole and in order, over connections that may be cut: each new one goes on after the last line seen.
 * A connection that never gave a line fails at once.
 * A server that stops ends its answers in good order: `more` says whether the log itself goes on.
 * `open` gets the next line's number, or null for the first connection.
 */
export async function* steadyLog(
  open: (next: number | null) => AsyncIterable<LogLine>,
  more: () => Promise<boolean> = () => Promise.resolve(false),
): AsyncGenerator<LogLine> {
  let next: number | null = null;
  let failures = 0;
  for (;;) {
    try {
      for await (const line of open(next)) {
        if (next !== null && line.n < next) continue;
        next = line.n + 1;
        failures = 0;
        yield line;
      }
      if (!(await more())) return;
    } catch (error) {
      failures += 1;
      if (next === null || !passing(error) || failures > tries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Worth another try: the line was cut, or the server restarts. */
function passing(error: unknown): boolean {
  return error instanceof SluiceError && error.code === "unavailable";
}
