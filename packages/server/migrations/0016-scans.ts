import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a scanner said of each image. */
export function scans(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("scans")
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("image", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .addColumn("problem", text)
        .addColumn("found", text, (column) => column.notNull())
        .addColumn("counts", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("scans_key", ["tool", "image"])
        .execute();
    },
  };
}
