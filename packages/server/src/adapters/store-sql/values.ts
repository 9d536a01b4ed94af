import type { ReleaseStore } from "../../core/ports/store.ts";
import type { Db } from "./schema.ts";

type Values = "value" | "putValue" | "claimValue" | "values";

export function valueStore(db: Db): Pick<ReleaseStore, Values> {
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
    async claimValue(key, value) {
      await db
        .insertInto("installation_values")
        .values({ name: key, content: value })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .execute();
      const row = await db.selectFrom("installation_values").select("content").where("name", "=", key).executeTakeFirstOrThrow();
      return row.content;
    },
    async values(prefix) {
      const rows = await db
        .selectFrom("installation_values")
        .selectAll()
        .where((eb) => eb.fn("substr", ["name", eb.val(1), eb.val(prefix.length)]), "=", prefix)
        .execute();
      return new Map(rows.map(({ name, content }) => [name, content]));
    },
  };
}
