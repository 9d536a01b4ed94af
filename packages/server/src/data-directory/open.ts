import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { SluiceError } from "@sluice/contract";
import { readInstallation } from "./installation.ts";
import { lockDirectory } from "./lock.ts";
import { rememberPort } from "./ports.ts";

/** A data directory that is this process's until it is closed or the process ends. */
export interface DataDirectory extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
  /** 8 hex digits, the same at every start. */
  readonly installation: string;
  /** A port of 127.0.0.1 for the part `name`: free when first asked for, and the same ever after. */
  persistedPort(name: string): Promise<number>;
  close(): Promise<void>;
}

/** Creates the directory for its owner only, or opens it; refuses when another process has it open. */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  await create(path);
  const unlock = await lockDirectory(path);
  try {
    const installation = await readInstallation(path);
    let last: Promise<unknown> = Promise.resolve();
    const close = () => {
      unlock();
      return Promise.resolve();
    };
    return {
      path,
      installation,
      persistedPort(name) {
        // One after the other: each reads what the one before wrote. A failure is its own caller's.
        const next = last.then(() => rememberPort(path, name));
        last = next.catch(() => undefined);
        return next;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function create(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await stat(path)).isDirectory()) throw new Error("it is not a directory");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError("unavailable", `The data directory ${path} cannot be used: ${why}.`, {
      cause: error,
    });
  }
}
