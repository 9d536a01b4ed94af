import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Webhooks of sources, and what came by them. */
export function webhooks(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("hooks")
        .addColumn("id", text, (column) => column.primaryKey())
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("forge", text, (column) => column.notNull())
        .addColumn("key_id", text, (column) => column.notNull())
        .addColumn("sealed", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addColumn("heard", text)
        .addUniqueConstraint("hooks_of_forge", ["tool", "forge"])
        .execute();
      await db.schema
        .createTable("hook_deliveries")
        .addColumn("hook", text, (column) => column.notNull().references("hooks.id").onDelete("cascade"))
        .addColumn("delivery", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("hook_deliveries_key", ["hook", "delivery"])
        .execute();
      await db.schema.createIndex("hook_deliveries_by_time").on("hook_deliveries").column("at").execute();
      // Counts what says "look now": a look that was under way then does not say when the next one is.
      await db.schema
        .alterTable("sources")
        .addColumn("wakes", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
    },
  };
}
