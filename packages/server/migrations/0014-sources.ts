import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Repositories elsewhere that tools are built from. */
export function sources(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("sources")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("url", text, (column) => column.notNull())
        .addColumn("branch", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addColumn("looked", text)
        .addColumn("commit_hash", text)
        .addColumn("build", "bigint")
        .addColumn("problem", text)
        .addColumn("failures", "integer", (column) => column.notNull())
        // When its commit was another one last: what changes often is looked at often.
        .addColumn("changed", text)
        .addColumn("next_look", text, (column) => column.notNull())
        .execute();
      await db.schema.createIndex("sources_by_next_look").on("sources").column("next_look").execute();
    },
  };
}
