import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Findings that admins accept, and by which names those of each scan can be found without reading them all. */
export function acceptances(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("acceptances")
        .addColumn("id", "integer", (column) =>
          dialect === "postgres" ? column.generatedAlwaysAsIdentity().primaryKey() : column.autoIncrement().primaryKey(),
        )
        // of all tools it is null, which is never equal to itself: the scope makes it one of its kind
        .addColumn("tool", text, (column) => column.references("tools.name").onDelete("cascade"))
        .addColumn("scope", text, (column) => column.notNull())
        .addColumn("finding", text, (column) => column.notNull())
        .addColumn("name", text, (column) => column.notNull())
        .addColumn("until", text, (column) => column.notNull())
        .addColumn("why", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .addUniqueConstraint("acceptances_of_one", ["scope", "name"])
        .execute();
      await db.schema
        .createTable("scan_names")
        .addColumn("tool", text, (column) => column.notNull())
        .addColumn("image", text, (column) => column.notNull())
        .addColumn("name", text, (column) => column.notNull())
        .addColumn("finding", text, (column) => column.notNull())
        .addColumn("severity", text, (column) => column.notNull())
        .addColumn("count", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("scan_names_key", ["tool", "image", "name", "finding", "severity"])
        .addForeignKeyConstraint("scan_names_scan", ["tool", "image"], "scans", ["tool", "image"], (key) => key.onDelete("cascade"))
        .execute();
      await db.schema.createIndex("scan_names_by_name").on("scan_names").column("name").execute();
      const into = sql`insert into scan_names (tool, image, name, finding, severity, count)`;
      if (dialect === "postgres") {
        await sql`${into} select tool, image, upper(one->>'id'), one->>'id', one->>'severity', count(*)
          from scans, json_array_elements(found::json) as one group by 1, 2, 3, 4, 5`.execute(db);
      } else {
        await sql`${into} select tool, image, upper(one.value->>'id'), one.value->>'id', one.value->>'severity', count(*)
          from scans, json_each(found) as one group by 1, 2, 3, 4, 5`.execute(db);
      }
    },
  };
}
