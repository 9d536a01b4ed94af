import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Who tells a Gerrit what became of commits, and what is voted with there. */
export function reviewVotes(dialect: "sqlite" | "postgres"): Migration {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  return {
    async up(db: Kysely<never>): Promise<void> {
      for (const column of ["account", "label", "lacks"]) {
        await db.schema.alterTable("statuses").addColumn(column, text).execute();
      }
    },
  };
}
