import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Why a release was made, with which settings, and whose fault a failure was. */
export function releaseCauses(): Migration {
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .alterTable("releases")
        .addColumn("cause", "text", (column) => column.notNull().defaultTo("push"))
        .execute();
      await db.schema
        .alterTable("releases")
        .addColumn("settings", "bigint", (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.alterTable("releases").addColumn("fault", "text").execute();
    },
  };
}
