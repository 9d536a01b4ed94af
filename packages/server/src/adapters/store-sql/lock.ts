import { sql } from "kysely";
import type { Db, Dialect } from "./schema.ts";

/** What is changed by one transaction at a time, with the key of its PostgreSQL advisory lock. */
const keys = { queue: 7_305_001, releases: 7_305_002, runs: 7_305_004, previews: 7_305_006, rebases: 7_305_009 } as const;
type Name = keyof typeof keys;

/**
 * Runs `work` in a transaction that no other of the same name (or of one of several, in the order above) overlaps, in
 * any server. In SQLite every transaction is such a one, as it begins with the write lock.
 */
export function exclusively<T>(db: Db, dialect: Dialect, names: Name | readonly Name[], work: (trx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    for (const name of dialect === "postgres" ? [names].flat() : []) {
      await sql`select pg_advisory_xact_lock(${sql.lit(keys[name])})`.execute(trx);
    }
    return work(trx);
  });
}
