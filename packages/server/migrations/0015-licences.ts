import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which licence each build's code had, and what admins said of one tool's. */
export function licences(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema.alterTable("builds").addColumn("licence", "text").execute();
      await db.schema
        .createTable("licence_policies")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("policy", text, (column) => column.notNull())
        .addColumn("also", text, (column) => column.notNull())
        .addColumn("why", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .execute();
    },
  };
}
