import type { Rebase } from "@sluice/contract";
import type { Selectable } from "kysely";
import type { RebaseStore } from "../../core/ports/rebase-store.ts";
import { exclusively } from "./lock.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

const rowsAtOnce = 1000;

export function rebaseStore(db: Db, dialect: Dialect): RebaseStore {
  return {
    addRebase: ({ by, tools, ...rebase }) =>
      exclusively(db, dialect, "rebases", async (trx) => {
        const running = await trx.selectFrom("rebases").select("id").where("state", "=", "running").executeTakeFirst();
        if (running !== undefined) return null;
        const row = await trx
          .insertInto("rebases")
          .values({ ...rebase, user_name: by, state: "running", reason: "" })
          .returningAll()
          .executeTakeFirstOrThrow();
        for (let at = 0; at < tools.length; at += rowsAtOnce) {
          const part = tools.slice(at, at + rowsAtOnce);
          await trx
            .insertInto("rebase_tools")
            .values(part.map((tool) => ({ rebase: row.id, tool, state: "waiting" as const, release: null, reason: "" })))
            .execute();
        }
        return toRebase(row);
      }),
    async rebase(id) {
      const row = await db.selectFrom("rebases").selectAll().where("id", "=", id).executeTakeFirst();
      return row ? toRebase(row) : null;
    },
    async rebases(limit) {
      return (await db.selectFrom("rebases").selectAll().orderBy("id", "desc").limit(limit).execute()).map(toRebase);
    },
    rebaseTools: (id) =>
      db.selectFrom("rebase_tools").select(["tool", "state", "release", "reason"]).where("rebase", "=", id).orderBy("tool").execute(),
    async setRebaseTool(id, tool, change) {
      await db.updateTable("rebase_tools").set(change).where("rebase", "=", id).where("tool", "=", tool).execute();
    },
    async claimRebase(holder, now, until) {
      const row = await db
        .updateTable("rebases")
        .set({ holder, lease_until: until })
        .where("state", "=", "running")
        .where((eb) => eb.or([eb("holder", "is", null), eb("holder", "=", holder), eb("lease_until", "<=", now)]))
        .returningAll()
        .executeTakeFirst();
      return row ? toRebase(row) : null;
    },
    async releaseRebases(except) {
      await db.updateTable("rebases").set({ holder: null, lease_until: null }).where("holder", "!=", except).execute();
    },
    async endRebase(id, end) {
      const { numUpdatedRows } = await db
        .updateTable("rebases")
        .set({ ...end, holder: null, lease_until: null })
        .where("id", "=", id)
        .where("state", "=", "running")
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}

function toRebase({ user_name: by, holder: _holder, lease_until: _until, ...row }: Selectable<Tables["rebases"]>): Rebase {
  return { ...row, by };
}
