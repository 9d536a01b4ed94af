import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What forges are told of commits. */
export function statuses(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("statuses")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("url", text, (column) => column.notNull())
        .addColumn("forge", text, (column) => column.notNull())
        .addColumn("api", text)
        .addColumn("key_id", text, (column) => column.notNull())
        .addColumn("sealed", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addColumn("told", text)
        .addColumn("problem", text)
        .execute();
      await db.schema
        .createTable("commit_statuses")
        .addColumn("tool", text, (column) => column.notNull().references("statuses.tool").onDelete("cascade"))
        .addColumn("commit_hash", text, (column) => column.notNull())
        // Empty: of the tool itself.
        .addColumn("preview", text, (column) => column.notNull())
        .addColumn("build", "bigint")
        // Why there is no build.
        .addColumn("refusal", text)
        .addColumn("told", text)
        .addColumn("at", text, (column) => column.notNull())
        .addColumn("tries", "integer", (column) => column.notNull())
        .addColumn("next_try", text, (column) => column.notNull())
        .addColumn("problem", text)
        .addPrimaryKeyConstraint("commit_statuses_key", ["tool", "commit_hash", "preview"])
        .execute();
      await db.schema.createIndex("commit_statuses_by_next_try").on("commit_statuses").column("next_try").execute();
    },
  };
}
