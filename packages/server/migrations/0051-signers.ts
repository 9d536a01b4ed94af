import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Keys that a tool's commits must be signed by. */
export function signers(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("signers")
        .addColumn("tool", text, (column) => column.notNull().references("tools.name").onDelete("cascade"))
        .addColumn("id", text, (column) => column.notNull())
        .addColumn("kind", text, (column) => column.notNull())
        .addColumn("fingerprint", text, (column) => column.notNull())
        .addColumn("name", text, (column) => column.notNull())
        .addColumn("key_text", text, (column) => column.notNull())
        .addColumn("user_name", text, (column) => column.notNull())
        .addColumn("at", text, (column) => column.notNull())
        .addPrimaryKeyConstraint("signers_key", ["tool", "id"])
        .execute();
    },
  };
}
