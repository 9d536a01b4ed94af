import type { Selectable } from "kysely";
import type { HookRow, HookStore } from "../../core/ports/hook-store.ts";
import type { Db, Tables } from "./schema.ts";

export function hookStore(db: Db): HookStore {
  return {
    putHook({ id, tool, forge, key, sealed, by, created }) {
      return db.transaction().execute(async (trx) => {
        await trx.deleteFrom("hooks").where("tool", "=", tool).where("forge", "=", forge).execute();
        await trx.insertInto("hooks").values({ id, tool, forge, key_id: key, sealed, user_name: by, created, heard: null }).execute();
      });
    },
    async hook(id) {
      const row = await db.selectFrom("hooks").selectAll().where("id", "=", id).executeTakeFirst();
      return row ? toHook(row) : null;
    },
    async hooks(tool) {
      return (await db.selectFrom("hooks").selectAll().where("tool", "=", tool).orderBy("forge").execute()).map(toHook);
    },
    async removeHook(tool, forge) {
      const removed = await db.deleteFrom("hooks").where("tool", "=", tool).where("forge", "=", forge).executeTakeFirstOrThrow();
      return removed.numDeletedRows > 0n;
    },
    takeDelivery({ id, tool }, delivery, at) {
      return db.transaction().execute(async (trx) => {
        const kept = await trx
          .insertInto("hook_deliveries")
          .values({ hook: id, delivery, at })
          .onConflict((conflict) => conflict.doNothing())
          .returning("hook")
          .executeTakeFirst();
        if (kept === undefined) return false;
        await trx.updateTable("hooks").set({ heard: at }).where("id", "=", id).execute();
        await trx
          .updateTable("sources")
          .set((eb) => ({ next_look: at, wakes: eb("wakes", "+", 1) }))
          .where("tool", "=", tool)
          .execute();
        return true;
      });
    },
    async forgetDeliveries(before) {
      await db.deleteFrom("hook_deliveries").where("at", "<", before).execute();
    },
  };
}

export function toHook(row: Selectable<Tables["hooks"]>): HookRow {
  const { id, tool, forge, sealed, created, heard } = row;
  return { id, tool, forge, sealed, key: row.key_id, by: row.user_name, created, heard };
}
