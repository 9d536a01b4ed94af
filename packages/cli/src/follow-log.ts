import type { LogLine } from "@sluice/contract";
import { SluiceError } from "@sluice/contract";
import { unreachable } from "./connection.ts";
import { Failure } from "./failure.ts";

/** How often a cut connection is tried again without one new line in between, and how long apart. */
const tries = 5;
const pause = 1000;

/**
 * Lines of a log, whole and in order, over connections that may be cut: each new one goes on after the last line seen.
 * A connection that never gave a line fails at once.
 * `open` gets the next line's number, or null for the first connection.
 */
export async function* steadyLog(
  server: string,
  open: (next: number | null) => AsyncIterable<LogLine>,
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
      return;
    } catch (error) {
      failures += 1;
      const reason = unreachable(server, error);
      if (next === null || !passing(reason) || failures > tries) throw reason;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Worth another try: the line was cut, or the server restarts. */
function passing(error: unknown): boolean {
  return (error instanceof Failure || error instanceof SluiceError) && error.code === "unavailable";
}
