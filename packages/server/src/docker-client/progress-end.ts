import type Dockerode from "dockerode";
import type { Readable } from "node:stream";

interface Said {
  readonly error?: string;
}

/** Resolves when an operation with a progress stream is done; rejects with the reason that the stream gives. */
export function progressEnd(docker: Dockerode, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const input = stream as Readable;
    const end = (error: Error | null, events: readonly Said[]): void => {
      const said = events.find((event) => event.error !== undefined)?.error;
      if (error !== null) reject(error);
      else if (said !== undefined) reject(new Error(said));
      else if (input.readableAborted) reject(new Error("the engine broke off"));
      else resolve();
    };
    docker.modem.followProgress(stream, end);
  });
}
