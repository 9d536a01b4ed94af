import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** By which way, beside webhooks, a source's forge says that something happened. */
export function sourceEvents(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .alterTable("sources")
        .addColumn("events", text, (column) => column.notNull().defaultTo("none"))
        .execute();
    },
  };
}
