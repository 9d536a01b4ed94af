import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { RunLine } from "../../core/ports/runtime.ts";
import { engineError } from "./engine-error.ts";
import { createDemultiplexer } from "./log-stream.ts";

/** Line ends of both streams, framed: they complete a last line that has none. */
const lineEnds = Buffer.from([1, 0, 0, 0, 0, 0, 0, 1, 10, 2, 0, 0, 0, 0, 0, 0, 1, 10]);

/**
 * Says a container's lines from its `skip`-th on, until its output ends, breaks off or the signal comes; returns how
 * many lines have been said in all. What the engine keeps has one order, so a count is a place in it.
 */
export async function followRun(
  container: Docker.Container,
  skip: number,
  say: (line: RunLine) => void,
  signal: AbortSignal,
): Promise<number> {
  const stream = await container
    .logs({ stdout: true, stderr: true, timestamps: true, follow: true })
    .then((opened) => opened as unknown as Readable)
    .catch((error: unknown) => Promise.reject(engineError("read the output of a run", error)));
  const close = (): void => void stream.destroy();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const split = createDemultiplexer();
  let seen = 0;
  const take = (lines: readonly RunLine[]): void => {
    for (const line of lines) {
      seen += 1;
      if (seen > skip) say(line);
    }
  };
  return new Promise((resolve) => {
    stream.on("data", (part: Buffer) => take(split(part)));
    // a stream that breaks off is opened again by the caller, which looks at the container first
    stream.on("error", close);
    stream.on("end", () => take(split(lineEnds).filter(({ text }) => text !== "")));
    stream.on("close", () => {
      signal.removeEventListener("abort", close);
      resolve(Math.max(seen, skip));
    });
  });
}
