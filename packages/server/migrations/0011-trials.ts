import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Languages that are tried on a throwaway tool. A row comes before its tool and goes after it. */
export function trials(): Migration {
  return {
    async up(db: Kysely<never>): Promise<void> {
      await db.schema
        .createTable("trials")
        .addColumn("tool", "text", (column) => column.primaryKey())
        .addColumn("path", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("user_name", "text", (column) => column.notNull())
        .addColumn("begun", "text", (column) => column.notNull())
        .addColumn("expires", "text", (column) => column.notNull())
        .execute();
    },
  };
}
