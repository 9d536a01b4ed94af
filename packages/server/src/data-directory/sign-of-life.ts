import { readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, parseStat, type ProcessIdentity } from "../supervise/process-identity.ts";
import { readIfThere } from "./read-if-there.ts";
import { writeDurably } from "./write-durably.ts";

export const beatMs = 1000;
const fileOf = (directory: string): string => join(directory, "alive");
const bootId = async (): Promise<string> => (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();

/** Who gives signs of life, and the last one: it differs from the one before as long as they come. */
export interface SignOfLife extends ProcessIdentity {
  readonly last: number;
}

/**
 * Says once a second that this process lives and that its database answers, until it is disposed. A sign is the time of
 * a file, which needs no room on the disk.
 */
export async function giveSigns(directory: string, ping: () => Promise<void>): Promise<AsyncDisposable> {
  const own = (await readFile("/proc/self/stat", "utf8")).trim();
  await writeDurably(fileOf(directory), `${await bootId()}\n${own}\n`);
  const stop = new AbortController();
  const beating = (async () => {
    while (!stop.signal.aborted) {
      // What fails is said by whoever needs it; here the sign just does not come.
      await ping()
        .then(() => utimes(fileOf(directory), new Date(), new Date()))
        .catch(() => undefined);
      await delay(beatMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      // a database that hangs is not waited for
      await Promise.race([beating, delay(beatMs, undefined, { ref: false })]);
    },
  };
}

/** The last sign of the process that gives them; null when it has ended, or none was ever given. */
export async function lastSign(directory: string): Promise<SignOfLife | null> {
  const [boot, line = ""] = ((await readIfThere(fileOf(directory))) ?? "").split("\n");
  const process = parseStat(line);
  if (process === null || boot !== (await bootId()) || !(await isAlive(process))) return null;
  return { pid: process.pid, started: process.started, last: (await stat(fileOf(directory))).mtimeMs };
}
