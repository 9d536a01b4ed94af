import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { auditTriggers } from "./audit-triggers.ts";

type Db = Kysely<never>;

/** The two databases differ here in three things only: counted ids, byte order of text, and trigger bodies. */
export function firstTables(dialect: "sqlite" | "postgres"): Migration {
  // Names are compared by byte in both, whatever the PostgreSQL cluster's locale is.
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  const counted = (db: Db, table: string) =>
    db.schema.createTable(table).addColumn("id", dialect === "postgres" ? "bigint" : "integer", (column) =>
      // AUTOINCREMENT: the number of a removed build, which names a log, is never given again.
      dialect === "postgres" ? column.generatedAlwaysAsIdentity().primaryKey() : column.autoIncrement().primaryKey(),
    );

  async function accessTables(db: Db): Promise<void> {
    await db.schema
      .createTable("users")
      .addColumn("name", text, (column) => column.primaryKey())
      .addColumn("admin", "integer", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("tokens")
      .addColumn("id", text, (column) => column.primaryKey())
      .addColumn("hash", text, (column) => column.notNull().unique())
      .addColumn("user_name", text, (column) => column.notNull())
      .addColumn("label", text, (column) => column.notNull())
      .addColumn("scope", text, (column) => column.notNull())
      .addColumn("tool", text)
      .addColumn("created", text, (column) => column.notNull())
      .addColumn("expires", text)
      .addColumn("last_used", text)
      .addColumn("revoked", "integer", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("tokens_of_user").on("tokens").columns(["user_name", "created"]).execute();
    await counted(db, "audit")
      .addColumn("at", text, (column) => column.notNull())
      .addColumn("user_name", text, (column) => column.notNull())
      .addColumn("action", text, (column) => column.notNull())
      .addColumn("subject", text, (column) => column.notNull())
      .addColumn("source", text, (column) => column.notNull())
      .addColumn("result", text, (column) => column.notNull())
      .addColumn("detail", text, (column) => column.notNull())
      .execute();
    for (const statement of auditTriggers[dialect]) await sql.raw(statement).execute(db);
  }

  async function toolTables(db: Db): Promise<void> {
    await db.schema
      .createTable("tools")
      .addColumn("name", text, (column) => column.primaryKey())
      .addColumn("created", text, (column) => column.notNull())
      .addColumn("created_by", text, (column) => column.notNull())
      // Its oldest queued build, and when it was last served, counted in claims: what claim() orders by.
      .addColumn("next_build", "bigint")
      .addColumn("served", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.createIndex("tools_by_served").on("tools").column("served").execute();
    await db.schema
      .createIndex("tools_that_wait")
      .on("tools")
      .columns(["served", "next_build"])
      .where(sql.ref("next_build"), "is not", null)
      .execute();
    await db.schema
      .createTable("members")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("user_name", text, (column) => column.notNull())
      .addColumn("role", text, (column) => column.notNull())
      .addPrimaryKeyConstraint("members_key", ["tool", "user_name"])
      .execute();
    await db.schema.createIndex("members_by_user").on("members").columns(["user_name", "tool"]).execute();
  }

  async function buildTables(db: Db): Promise<void> {
    await counted(db, "builds")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("pipeline", text, (column) => column.notNull())
      .addColumn("commit_hash", text, (column) => column.notNull())
      .addColumn("subject", text, (column) => column.notNull())
      .addColumn("author", text, (column) => column.notNull())
      .addColumn("cause", text, (column) => column.notNull())
      .addColumn("push_key", text, (column) => column.notNull())
      .addColumn("branch", text, (column) => column.notNull())
      .addColumn("branch_from", text, (column) => column.notNull())
      .addColumn("state", text, (column) => column.notNull())
      .addColumn("fault", text)
      .addColumn("reason", text)
      .addColumn("image", text)
      .addColumn("release", "bigint")
      .addColumn("steps", text, (column) => column.notNull())
      .addColumn("queued", text, (column) => column.notNull())
      .addColumn("started", text)
      .addColumn("ended", text)
      .addColumn("cancel_requested", "integer", (column) => column.notNull())
      .addColumn("attempts", "integer", (column) => column.notNull())
      .addColumn("holder", text)
      .addColumn("lease_until", text)
      .execute();
    await db.schema.createIndex("builds_of_tool").on("builds").columns(["tool", "id"]).execute();
    await db.schema
      .createIndex("builds_queued")
      .on("builds")
      .columns(["tool", "id"])
      .where(sql.ref("state"), "=", sql.lit("queued"))
      .execute();
    // The rule of one running build for each tool, kept by the database itself.
    await db.schema
      .createIndex("builds_running")
      .unique()
      .on("builds")
      .column("tool")
      .where(sql.ref("state"), "=", sql.lit("running"))
      .execute();
  }

  async function releaseTables(db: Db): Promise<void> {
    await db.schema
      .createTable("releases")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("number", "bigint", (column) => column.notNull())
      .addColumn("state", text, (column) => column.notNull())
      .addColumn("reason", text)
      .addColumn("build", "bigint")
      .addColumn("commit_hash", text, (column) => column.notNull())
      .addColumn("subject", text, (column) => column.notNull())
      .addColumn("author", text, (column) => column.notNull())
      .addColumn("image", text, (column) => column.notNull())
      .addColumn("control", text)
      .addColumn("created", text, (column) => column.notNull())
      .addColumn("live", text)
      .addPrimaryKeyConstraint("releases_key", ["tool", "number"])
      .addUniqueConstraint("releases_of_build", ["tool", "build"])
      .execute();
    await db.schema
      .createIndex("releases_live")
      .unique()
      .on("releases")
      .column("tool")
      .where(sql.ref("state"), "=", sql.lit("live"))
      .execute();
    await db.schema
      .createTable("installation_values")
      .addColumn("name", text, (column) => column.primaryKey())
      .addColumn("content", text, (column) => column.notNull())
      .execute();
  }

  return {
    async up(db: Db): Promise<void> {
      await accessTables(db);
      await toolTables(db);
      await buildTables(db);
      await releaseTables(db);
    },
  };
}
