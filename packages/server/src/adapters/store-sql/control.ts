import type { ControlStore } from "../../core/ports/control-store.ts";
import { exclusively } from "./lock.ts";
import { needRunnable } from "./releases.ts";
import { toRelease } from "./rows.ts";
import type { Db, Dialect } from "./schema.ts";

export function controlStore(db: Db, dialect: Dialect): ControlStore {
  return {
    adoptRelease: ({ commit, ...release }) =>
      exclusively(db, dialect, "releases", async (trx) => {
        const { tool, number } = release;
        const found = await trx.selectFrom("releases").selectAll().where("tool", "=", tool).where("number", "=", number).executeTakeFirst();
        if (found !== undefined) return toRelease(found);
        await needRunnable(trx, tool);
        const row = await trx
          .insertInto("releases")
          .values({ ...release, commit_hash: commit, cause: "commit", build: null, state: "pending" })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toRelease(row);
      }),
  };
}
