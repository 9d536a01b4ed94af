import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import Sqlite from "better-sqlite3";
import { readIfThere } from "./read-if-there.ts";
import { writeDurably } from "./write-durably.ts";

/**
 * Takes the directory for this process alone. The lock is SQLite's own on an empty database: the kernel drops it when
 * the process ends, however it ends, and processes that it started do not inherit it.
 */
export async function lockDirectory(directory: string): Promise<() => void> {
  const database = new Sqlite(join(directory, "lock.db"), { timeout: 0 });
  try {
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
    const holder = (await readIfThere(join(directory, "lock")))?.trim();
    const who = holder ? `the process ${holder}` : "another process";
    throw new SluiceError(
      "wrong-state",
      `The data directory ${directory} is in use by ${who}. Stop it, give another directory with --data, or let this server wait with --stand-by true.`,
      {
        cause: error,
      },
    );
  }
  await writeDurably(join(directory, "lock"), `${process.pid}\n`);
  return () => database.close();
}
