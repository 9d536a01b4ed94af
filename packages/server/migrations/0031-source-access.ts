import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What lets into private repositories elsewhere, and by which keys their hosts are known. */
export function sourceAccess(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("source_access")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("kind", text, (column) => column.notNull())
        .addColumn("key_id", text, (column) => column.notNull())
        .addColumn("sealed", text, (column) => column.notNull())
        // The name that a token is sent with, or the public half of a key.
        .addColumn("shown", text, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("source_hosts")
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("host", text, (column) => column.notNull())
        .addColumn("host_key", text, (column) => column.notNull())
        .addColumn("seen", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("source_hosts_key", ["tool", "host"])
        .execute();
    },
  };
}
