import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Versions of each tool's settings, sealed as a whole, and the secret files that admins make. */
export function settings(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("settings_versions")
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("version", "bigint", (column) => column.notNull())
        .addColumn("sealed", "text", (column) => column.notNull())
        .addColumn("key_id", text, (column) => column.notNull())
        .addColumn("author", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addColumn("changed", "text", (column) => column.notNull())
        .addColumn("wished", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("settings_versions_key", ["tool", "version"])
        .execute();
      await db.schema
        .createIndex("settings_wished")
        .on("settings_versions")
        .columns(["tool", "version"])
        .where(sql.ref("wished"), "=", sql.lit(1))
        .execute();
      await db.schema.createIndex("settings_by_key").on("settings_versions").column("key_id").execute();
      await db.schema
        .createTable("platform_files")
        // empty: for every tool
        .addColumn("tool", text, (column) => column.notNull())
        .addColumn("path", text, (column) => column.notNull())
        .addColumn("sealed", "text", (column) => column.notNull())
        .addColumn("key_id", text, (column) => column.notNull())
        .addColumn("author", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("platform_files_key", ["tool", "path"])
        .execute();
    },
  };
}
