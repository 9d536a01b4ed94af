import Sqlite from "better-sqlite3";
import { SqliteAdapter, SqliteDialect } from "kysely";

/** How long another connection may hold the write lock before a statement gives up. */
const busyMs = 10_000;

/** SQLite runs DDL inside transactions, so a migration that fails leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** SQLite in one file: WAL, every commit flushed, foreign keys on. Opened for reading it must be there, and stays as it is. */
export function sqliteDialect(file: string, access: "write" | "read" = "write"): SqliteDialect {
  const readonly = access === "read";
  const database = new Sqlite(file, { timeout: busyMs, readonly, fileMustExist: readonly });
  if (!readonly) database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  const prepared = new Map<string, Sqlite.Statement>();
  return new TransactionalSqliteDialect({
    database: {
      close: () => database.close(),
      prepare(text) {
        // A transaction that reads first and writes later could find itself unable to upgrade its lock.
        const wanted = text === "begin" ? "begin immediate" : text;
        const known = prepared.get(wanted);
        if (known) return known;
        const statement = database.prepare(wanted);
        prepared.set(wanted, statement);
        return statement;
      },
    },
  });
}
