import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Db = Kysely<never>;

/** Previews, and builds of directories that were uploaded. A preview's releases stand with those of tools, under its run name. */
export function previews(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";

  async function previewTable(db: Db): Promise<void> {
    await db.schema
      .createTable("previews")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("name", text, (column) => column.notNull())
      .addColumn("source", text, (column) => column.notNull())
      .addColumn("subject", text, (column) => column.notNull())
      .addColumn("user_name", text, (column) => column.notNull())
      .addColumn("created", text, (column) => column.notNull())
      .addColumn("expires", text, (column) => column.notNull())
      .addColumn("secrets", "integer", (column) => column.notNull())
      .addColumn("ending", "integer", (column) => column.notNull().defaultTo(0))
      // What the tool would run of it, for its promotion: a preview itself runs less.
      .addColumn("file", text)
      .addPrimaryKeyConstraint("previews_key", ["tool", "name"])
      .execute();
    await db.schema.createIndex("previews_by_end").on("previews").column("expires").execute();
    await db.schema.alterTable("builds").addColumn("preview", text).execute();
    await db.schema.alterTable("builds").addColumn("upload", text).execute();
    await db.schema
      .createIndex("builds_of_preview")
      .on("builds")
      .columns(["tool", "preview", "id"])
      .where(sql.ref("preview"), "is not", null)
      .execute();
  }

  /** A run name is no row of `tools`. SQLite can only drop a foreign key by writing the table anew. */
  async function freeReleases(db: Db): Promise<void> {
    if (dialect === "postgres") {
      await db.schema.alterTable("releases").dropConstraint("releases_tool_fkey").execute();
      return;
    }
    await db.schema
      .createTable("releases_anew")
      .addColumn("tool", "text", (column) => column.notNull())
      .addColumn("number", "bigint", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("reason", "text")
      .addColumn("build", "bigint")
      .addColumn("commit_hash", "text", (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("author", "text", (column) => column.notNull())
      .addColumn("image", "text", (column) => column.notNull())
      .addColumn("control", "text")
      .addColumn("created", "text", (column) => column.notNull())
      .addColumn("live", "text")
      .addColumn("cause", "text", (column) => column.notNull().defaultTo("push"))
      .addColumn("settings", "bigint", (column) => column.notNull().defaultTo(0))
      .addColumn("fault", "text")
      .addPrimaryKeyConstraint("releases_key", ["tool", "number"])
      .addUniqueConstraint("releases_of_build", ["tool", "build"])
      .execute();
    const columns = sql.raw(
      "tool, number, state, reason, build, commit_hash, subject, author, image, control, created, live, cause, settings, fault",
    );
    await sql`insert into releases_anew (${columns}) select ${columns} from releases`.execute(db);
    await db.schema.dropTable("releases").execute();
    await db.schema.alterTable("releases_anew").renameTo("releases").execute();
    await db.schema
      .createIndex("releases_live")
      .unique()
      .on("releases")
      .column("tool")
      .where(sql.ref("state"), "=", sql.lit("live"))
      .execute();
    await db.schema.createIndex("releases_by_live").on("releases").columns(["tool", "live"]).execute();
    await db.schema.createIndex("releases_by_state").on("releases").columns(["state", "created"]).execute();
  }

  return {
    async up(db: Db): Promise<void> {
      await previewTable(db);
      await freeReleases(db);
    },
  };
}
