import type Dockerode from "dockerode";
import type { Readable } from "node:stream";

/** An engine that says nothing for so long has lost the operation. */
const silenceMs = 600_000;

interface Said {
  readonly error?: string;
}

/** Resolves when an operation with a progress stream is done; rejects with the reason that the stream gives. */
export function progressEnd(docker: Dockerode, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const input = stream as Readable;
    const giveUp = (): void => void input.destroy(new Error(`the engine said nothing for ${silenceMs / 1000} s`));
    let timer = setTimeout(giveUp, silenceMs);
    const end = (error: Error | null, events: readonly Said[]): void => {
      clearTimeout(timer);
      const said = events.find((event) => event.error !== undefined)?.error;
      if (error !== null) reject(error);
      else if (said !== undefined) reject(new Error(said));
      else if (input.readableAborted) reject(new Error("the engine broke off"));
      else resolve();
    };
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
    };
    docker.modem.followProgress(stream, end, heard);
  });
}
