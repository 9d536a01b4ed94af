import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Builds of one push for several tools: whose repository they are from, and the ref that moves when all are done. */
export function pushes(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("pushes")
        .addColumn("id", "integer", (column) =>
          dialect === "postgres" ? column.primaryKey().generatedAlwaysAsIdentity() : column.primaryKey().autoIncrement(),
        )
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("ref", text, (column) => column.notNull())
        .addColumn("to_object", text, (column) => column.notNull())
        .addColumn("moved", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.createIndex("pushes_of_ref").on("pushes").columns(["tool", "ref"]).execute();
      await db.schema.alterTable("builds").addColumn("source", text).execute();
      await db.schema.alterTable("builds").addColumn("push", "integer").execute();
      await db.schema
        .alterTable("builds")
        .addColumn("done", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await sql`update builds set source = tool`.execute(db);
      await db.schema.createIndex("builds_of_push").on("builds").column("push").execute();
      // those that are made from another tool's repository are few, and looked for when that tool is deleted
      await sql`create index builds_from on builds (source) where source <> tool`.execute(db);
    },
  };
}
