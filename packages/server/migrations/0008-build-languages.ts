import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The languages that each build was made with, and by which version of their files. */
export function buildLanguages(): Migration {
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .alterTable("builds")
        .addColumn("languages", "text", (column) => column.notNull().defaultTo("[]"))
        .execute();
    },
  };
}
