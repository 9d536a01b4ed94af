import type { ProtectionStore } from "../../core/ports/protection-store.ts";
import type { Db } from "./schema.ts";

export function protectionStore(db: Db): ProtectionStore {
  return {
    async protection(tool) {
      const row = await db.selectFrom("protections").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row === undefined ? null : { by: row.user_name, at: row.at };
    },
    async protect(tool, { by, at }) {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto("protections")
        .values({ tool, user_name: by, at })
        .onConflict((conflict) => conflict.column("tool").doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },
    async unprotect(tool) {
      const { numDeletedRows } = await db.deleteFrom("protections").where("tool", "=", tool).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    async askedPromotion(tool) {
      const row = await db.selectFrom("asked_promotions").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row === undefined ? null : { from: row.from_tool, image: row.image, by: row.user_name, at: row.at };
    },
    async askPromotion(tool, { from, image, by, at }) {
      const asked = { from_tool: from, image, user_name: by, at };
      await db
        .insertInto("asked_promotions")
        .values({ tool, ...asked })
        .onConflict((conflict) => conflict.column("tool").doUpdateSet(asked))
        .execute();
    },
    async forgetAsked(tool) {
      await db.deleteFrom("asked_promotions").where("tool", "=", tool).execute();
    },
  };
}
