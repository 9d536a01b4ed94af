import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Protected tools, and the promotions into them that wait for a second person. */
export function protections(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("protections")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("asked_promotions")
        .addColumn("tool", text, (column) => column.primaryKey().references("protections.tool").onDelete("cascade"))
        .addColumn("from_tool", text, (column) => column.notNull())
        .addColumn("image", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .execute();
    },
  };
}
