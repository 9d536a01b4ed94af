import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Releases that somebody holds on to, and what is known of images that may go. */
export function pruning(): Migration {
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("pins")
        .addColumn("tool", "text", (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("release", "bigint", (column) => column.notNull())
        .addColumn("user_name", "text", (column) => column.notNull())
        .addColumn("at", "text", (column) => column.notNull())
        .addColumn("why", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("pins_key", ["tool", "release"])
        .execute();
      // Not of any tool: a digest may be in several repositories, and outlives its tool. Each installation has a registry of its own.
      await db.schema
        .createTable("image_marks")
        .addColumn("holder", "text", (column) => column.notNull())
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("at", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("image_marks_key", ["holder", "digest"])
        .execute();
    },
  };
}
