import { PostgresDialect } from "kysely";
import pg from "pg";

const int8 = 20;

/** PostgreSQL through a small pool of connections; opened for reading, it refuses whatever would write. */
export function postgresDialect(url: string, access: "write" | "read" = "write"): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    ...(access === "read" ? { options: "-c default_transaction_read_only=on" } : {}),
    types: {
      // Counts arrive as int8, which pg gives as text because it might not fit; ours do.
      getTypeParser: (type: number, format?: "text" | "binary") => (type === int8 ? Number : pg.types.getTypeParser(type, format)),
    },
  });
  // The pool has dropped the idle connection by then and opens another when it is needed; who needs one sees the error.
  pool.on("error", () => undefined);
  return new PostgresDialect({ pool });
}
