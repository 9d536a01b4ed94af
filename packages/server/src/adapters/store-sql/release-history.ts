import type { ReleaseState } from "@sluice/contract";
import { sql } from "kysely";
import type { ReleaseHistoryStore } from "../../core/ports/release-history-store.ts";
import { toRelease } from "./rows.ts";
import type { Db } from "./schema.ts";

const mostPending = 1000;

export function releaseHistoryStore(db: Db): ReleaseHistoryStore {
  return {
    async liveBefore(tool, present) {
      const row = await db
        .selectFrom("releases")
        .selectAll()
        .where("tool", "=", tool)
        .where("number", "<>", present)
        .where("live", "is not", null)
        .orderBy("live", "desc")
        .orderBy("number", "desc")
        .limit(1)
        .executeTakeFirst();
      return row ? toRelease(row) : null;
    },
    async pendingReleases(before) {
      const rows = await db
        .selectFrom("releases")
        .selectAll()
        .where("state", "=", sql.lit<ReleaseState>("pending"))
        .where("build", "is", null)
        .where("created", "<=", before)
        .orderBy("created")
        .limit(mostPending)
        .execute();
      return rows.map(toRelease);
    },
  };
}
