import type { ReleaseStore } from "../../core/ports/store.ts";
import type { Db } from "./schema.ts";

export function valueStore(db: Db): Pick<ReleaseStore, "value" | "putValue"> {
  return {
    async value(key) {
      const row = await db.selectFrom("installation_values").select("content").where("name", "=", key).executeTakeFirst();
      return row?.content ?? null;
    },
    async putValue(key, value) {
      await db
        .insertInto("installation_values")
        .values({ name: key, content: value })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ content: value }))
        .execute();
    },
  };
}
