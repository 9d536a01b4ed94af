import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Package sets and bases that were baked, and rebases over many tools. */
export function packages(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("package_sets")
        .addColumn("name", text, (column) => column.primaryKey())
        .addColumn("side", text, (column) => column.notNull())
        .addColumn("base", text, (column) => column.notNull())
        .addColumn("packages", text, (column) => column.notNull())
        .addColumn("versions", text)
        .addColumn("base_content", text, (column) => column.notNull())
        .addColumn("baked", text, (column) => column.notNull())
        .addColumn("used", text, (column) => column.notNull())
        .execute();
      // Apart from the sets: a set that is being baked for the first time is none yet.
      await db.schema
        .createTable("bakes")
        .addColumn("name", text, (column) => column.primaryKey())
        .addColumn("holder", text, (column) => column.notNull())
        .addColumn("lease_until", text, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("bases")
        .addColumn("base", text, (column) => column.primaryKey())
        .addColumn("checked", text, (column) => column.notNull())
        .addColumn("changed", text, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("rebases")
        .addColumn("id", dialect === "postgres" ? "bigint" : "integer", (column) =>
          dialect === "postgres" ? column.generatedAlwaysAsIdentity().primaryKey() : column.autoIncrement().primaryKey(),
        )
        .addColumn("state", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("wave", "integer", (column) => column.notNull())
        .addColumn("failures", "integer", (column) => column.notNull())
        .addColumn("reason", text, (column) => column.notNull())
        .addColumn("created", text, (column) => column.notNull())
        .addColumn("ended", text)
        .addColumn("holder", text)
        .addColumn("lease_until", text)
        .execute();
      await db.schema
        .createTable("rebase_tools")
        .addColumn("rebase", "bigint", (column) => column.notNull().references("rebases.id").onDelete("cascade"))
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("state", text, (column) => column.notNull())
        .addColumn("release", "bigint")
        .addColumn("reason", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("rebase_tools_key", ["rebase", "tool"])
        .execute();
    },
  };
}
