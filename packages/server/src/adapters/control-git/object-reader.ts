import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { SluiceError } from "@sluice/contract";
import { startGit, type GitPlace } from "./git.ts";

export interface GitObject {
  readonly hash: string;
  readonly type: string;
  readonly data: Buffer;
}

interface Waiting {
  readonly resolve: (found: GitObject | null) => void;
  readonly reject: (error: Error) => void;
}

/** Reads objects by name through one long-lived `git cat-file --batch`: well under a millisecond each. */
export interface ObjectReader {
  /** Null when there is no such object. `name` is anything git understands: `refs/heads/main:tools/foo`. */
  read(name: string): Promise<GitObject | null>;
  close(): Promise<void>;
}

export function createObjectReader(place: GitPlace): ObjectReader {
  let child: ChildProcessWithoutNullStreams | null = null;
  let ended: Promise<void> = Promise.resolve();

  function start(): { child: ChildProcessWithoutNullStreams; waiting: Waiting[] } {
    const started = startGit(place, ["cat-file", "--batch"]);
    const waiting: Waiting[] = [];
    let rest: Buffer = Buffer.alloc(0);
    started.stdout.on("data", (part: Buffer) => {
      rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
      for (let taken = take(rest); taken !== null; taken = take(rest)) {
        rest = rest.subarray(taken.length);
        waiting.shift()?.resolve(taken.object);
      }
    });
    let said = "";
    started.stderr.on("data", (part: Buffer) => (said = (said + part.toString("utf8")).slice(-2000)));
    started.stdin.on("error", () => started.stdin.destroy());
    ended = new Promise((resolve) => {
      const end = (why: string): void => {
        if (child === started) child = null;
        for (const one of waiting.splice(0)) {
          one.reject(new SluiceError("unavailable", `git cat-file ended in the control repository: ${why}`));
        }
        resolve();
      };
      started.on("error", (error) => end(error.message));
      started.on("close", (code) => end(said.trim() || `exit ${code ?? "by signal"}`));
    });
    queues.set(started, waiting);
    return { child: started, waiting };
  }

  const queues = new WeakMap<ChildProcessWithoutNullStreams, Waiting[]>();

  return {
    read(name) {
      if (/[\n\0]/.test(name)) return Promise.reject(new SluiceError("invalid-request", "a name in git has no line end"));
      child ??= start().child;
      const current = child;
      return new Promise((resolve, reject) => {
        queues.get(current)?.push({ resolve, reject });
        current.stdin.write(`${name}\n`);
      });
    },
    async close() {
      child?.stdin.end();
      await ended;
    },
  };
}

/** Takes one whole answer from the start of the buffer; null when it has not all come yet. */
function take(buffer: Buffer): { readonly object: GitObject | null; readonly length: number } | null {
  const end = buffer.indexOf(0x0a);
  if (end < 0) return null;
  const header = buffer.toString("utf8", 0, end);
  const found = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header);
  if (found === null) return { object: null, length: end + 1 };
  const [, hash = "", type = "", size = "0"] = found;
  const length = end + 1 + Number(size) + 1;
  if (buffer.length < length) return null;
  return {
    object: { hash, type, data: Buffer.from(buffer.subarray(end + 1, length - 1)) },
    length,
  };
}
