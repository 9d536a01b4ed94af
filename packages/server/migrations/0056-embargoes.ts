import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Tools that are somebody's embargoed work on another tool. */
export function embargoes(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("embargoes")
        .addColumn("tool", text, (column) => column.primaryKey().references("tools.name").onDelete("cascade"))
        // a new tool of the same name is somebody else's: it must not get to see what was disclosed to the old one
        .addColumn("of_tool", text, (column) => column.references("tools.name").onDelete("set null"))
        .addColumn("title", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .addColumn("disclosed_by", text)
        .addColumn("disclosed_at", text)
        .addColumn("branches", text)
        .execute();
      await db.schema.createIndex("embargoes_of_tool").on("embargoes").column("of_tool").execute();
    },
  };
}
