import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Previews of pull requests. */
export function reviews(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .alterTable("sources")
        .addColumn("previews", text, (column) => column.notNull().defaultTo("none"))
        .execute();
      await db.schema.alterTable("sources").addColumn("previews_problem", text).execute();
      await db.schema
        .createTable("reviews")
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("number", "integer", (column) => column.notNull())
        // What was built of it last, or refused.
        .addColumn("commit_hash", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("reviews_key", ["tool", "number"])
        .execute();
    },
  };
}
