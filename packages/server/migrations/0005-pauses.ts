import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tools whose pushes wait, and promotions that the manifest asks for. */
export function pauses(): Migration {
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("pauses")
        .addColumn("tool", "text", (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("user_name", "text", (column) => column.notNull())
        .addColumn("at", "text", (column) => column.notNull())
        .addColumn("why", "text", (column) => column.notNull())
        .addColumn("held_build", "bigint")
        // The release of the held build as it would have been committed, without its number.
        .addColumn("held_file", "text")
        .execute();
      await db.schema
        .createTable("promotions")
        .addColumn("tool", "text", (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("release", "bigint", (column) => column.notNull())
        .addColumn("to_tool", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("planned", "text", (column) => column.notNull())
        .addColumn("due", "text", (column) => column.notNull())
        .addColumn("reason", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("promotions_key", ["tool", "release"])
        .execute();
      await db.schema.createIndex("promotions_by_due").on("promotions").columns(["state", "due"]).execute();
      await db.schema.createIndex("releases_by_live").on("releases").columns(["tool", "live"]).execute();
      await db.schema.createIndex("releases_by_state").on("releases").columns(["state", "created"]).execute();
    },
  };
}
