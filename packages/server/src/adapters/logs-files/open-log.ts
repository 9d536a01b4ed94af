import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import { SluiceError } from "@sluice/contract";
import { decodeLine, encodeLine, fullText, limits, type NewLine, storedLines } from "./lines.ts";
import { exists } from "./exists.ts";
import type { LogPaths } from "./paths.ts";
import { createTurns } from "./turns.ts";

/** A log that is being written: the one place that knows where its last whole line ends. */
export class OpenLog {
  readonly #paths: LogPaths;
  #size: number;
  #full: boolean;
  #state: "open" | "complete" | "removed" = "open";
  readonly #inTurn = createTurns();
  #changed = Promise.withResolvers<void>();

  private constructor(paths: LogPaths, size: number, full: boolean) {
    this.#paths = paths;
    this.#size = size;
    this.#full = full;
  }

  /** Opens it, or creates it when there is none. */
  static async make(paths: LogPaths): Promise<OpenLog> {
    if (await exists(paths.complete)) throw ended();
    await mkdir(paths.directory, { recursive: true, mode: 0o700 });
    return OpenLog.#open(paths, constants.O_CREAT);
  }

  /** Opens it when it is there and not complete. */
  static async find(paths: LogPaths): Promise<OpenLog | null> {
    return (await exists(paths.open)) ? OpenLog.#open(paths, 0) : null;
  }

  /** A last line that a crash left torn is cut off. */
  static async #open(paths: LogPaths, create: number): Promise<OpenLog> {
    await using file = await open(paths.open, constants.O_RDWR | create, 0o600);
    const found = await inspect(file);
    await file.truncate(found.size);
    return new OpenLog(paths, found.size, found.full);
  }

  /** Bytes of whole lines. */
  get size(): number {
    return this.#size;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Resolves at the next change of size or state. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  append(lines: readonly NewLine[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== "open") throw ended();
      const bytes = this.#admit(lines);
      if (bytes.length === 0) return;
      // Opened anew each time, which costs microseconds: a log that nobody ever completes holds no descriptor.
      await using file = await open(this.#paths.open, "a");
      try {
        await file.appendFile(bytes);
      } catch (error) {
        // A full disk may have taken half of it: the log stays whole, and the caller hears of it.
        await file.truncate(this.#size);
        throw error;
      }
      this.#size += bytes.length;
      this.#tell();
    });
  }

  /** Makes it durable under its final name. */
  complete(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== "open") return;
      await using file = await open(this.#paths.open, "r+");
      await file.datasync();
      await rename(this.#paths.open, this.#paths.complete);
      await using directory = await open(this.#paths.directory, "r");
      await directory.sync();
      this.#end("complete");
    });
  }

  /** Lets go of it, its file being removed: followers end. */
  abandon(): Promise<void> {
    return this.#inTurn(() => {
      if (this.#state === "open") this.#end("removed");
      return Promise.resolve();
    });
  }

  #end(state: "complete" | "removed"): void {
    this.#state = state;
    this.#tell();
  }

  /** What of the lines still has room; the first that has not is replaced by the notice. */
  #admit(lines: readonly NewLine[]): Buffer {
    const admitted: Buffer[] = [];
    let size = this.#size;
    for (const line of lines) {
      if (this.#full) break;
      const bytes = encodeLine(line);
      this.#full = size + bytes.length > limits.log;
      admitted.push(this.#full ? encodeLine({ ...line, stream: "sluice", text: fullText }) : bytes);
      size += bytes.length;
    }
    return Buffer.concat(admitted);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

function ended(): SluiceError {
  return new SluiceError("wrong-state", "This log has ended: no line can be added.");
}

async function inspect(file: FileHandle): Promise<{ readonly size: number; readonly full: boolean }> {
  let size = 0;
  let last: Buffer | null = null;
  for await (const line of storedLines(file, 0, (await file.stat()).size)) {
    size += line.length + 1;
    last = line;
  }
  const full = last !== null && size > limits.log - 2 * limits.line && decodeLine(last, 0).text === fullText;
  return { size, full };
}
