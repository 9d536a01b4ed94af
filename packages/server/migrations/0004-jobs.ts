import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Db = Kysely<never>;

/** Runs of jobs and one-off commands, what is remembered of a job, and mail. */
export function jobs(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  const counted = (db: Db, table: string) =>
    db.schema.createTable(table).addColumn("id", dialect === "postgres" ? "bigint" : "integer", (column) =>
      // A run's number names its log and its container: it is never given again.
      dialect === "postgres" ? column.generatedAlwaysAsIdentity().primaryKey() : column.autoIncrement().primaryKey(),
    );

  async function runTable(db: Db): Promise<void> {
    await counted(db, "runs")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("job", text)
      .addColumn("command", text, (column) => column.notNull())
      .addColumn("release", "bigint", (column) => column.notNull())
      .addColumn("image", text, (column) => column.notNull())
      .addColumn("memory", text, (column) => column.notNull())
      .addColumn("cpu", text, (column) => column.notNull())
      .addColumn("timeout", "integer", (column) => column.notNull())
      .addColumn("retries", "integer", (column) => column.notNull())
      .addColumn("concurrency", text, (column) => column.notNull())
      .addColumn("cause", text, (column) => column.notNull())
      .addColumn("scheduled", text)
      .addColumn("state", text, (column) => column.notNull())
      .addColumn("fault", text)
      .addColumn("reason", text)
      .addColumn("exit_code", "integer")
      .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("begun", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("failures", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("asked_by", text, (column) => column.notNull())
      .addColumn("queued", text, (column) => column.notNull())
      .addColumn("not_before", text, (column) => column.notNull())
      .addColumn("started", text)
      .addColumn("ended", text)
      .addColumn("cancel", text)
      .addColumn("holder", text)
      .addColumn("lease_until", text)
      .execute();
    // Each moment of a schedule has one run at most, kept by the database itself. One-offs have neither job nor moment.
    await db.schema.createIndex("runs_of_moment").unique().on("runs").columns(["tool", "job", "scheduled"]).execute();
    await db.schema.createIndex("runs_of_tool").on("runs").columns(["tool", "id"]).execute();
    await db.schema.createIndex("runs_of_job").on("runs").columns(["tool", "job", "id"]).execute();
    for (const state of ["queued", "running"]) {
      await db.schema
        .createIndex(`runs_${state}`)
        .on("runs")
        .columns(["tool", "id"])
        .where(sql.ref("state"), "=", sql.lit(state))
        .execute();
    }
    // When its first queued run is due, and when a run of it was last begun, counted in claims: what claimRun() orders by.
    await db.schema.alterTable("tools").addColumn("next_run", text).execute();
    await db.schema
      .alterTable("tools")
      .addColumn("runs_served", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createIndex("tools_with_runs")
      .on("tools")
      .columns(["runs_served", "next_run"])
      .where(sql.ref("next_run"), "is not", null)
      .execute();
    await db.schema.createIndex("tools_by_runs_served").on("tools").column("runs_served").execute();
  }

  async function jobTable(db: Db): Promise<void> {
    await db.schema
      .createTable("job_states")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("job", text, (column) => column.notNull())
      .addColumn("schedule", text, (column) => column.notNull())
      .addColumn("handled", text, (column) => column.notNull())
      .addColumn("paused_by", text)
      .addColumn("failing_since", text)
      .addColumn("mailed_at", text)
      .addPrimaryKeyConstraint("job_states_key", ["tool", "job"])
      .execute();
  }

  async function mailTables(db: Db): Promise<void> {
    await db.schema
      .createTable("mail_addresses")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("address", text, (column) => column.notNull())
      .addPrimaryKeyConstraint("mail_addresses_key", ["tool", "address"])
      .execute();
    await counted(db, "mail_outbox")
      .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
      .addColumn("recipients", text, (column) => column.notNull())
      .addColumn("subject", text, (column) => column.notNull())
      .addColumn("body", text, (column) => column.notNull())
      .addColumn("queued", text, (column) => column.notNull())
      .addColumn("next_try", text, (column) => column.notNull())
      .addColumn("tries", "integer", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("mail_outbox_due").on("mail_outbox").column("next_try").execute();
  }

  return {
    async up(db: Db): Promise<void> {
      await runTable(db);
      await jobTable(db);
      await mailTables(db);
    },
  };
}
