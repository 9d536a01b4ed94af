import { UserName } from "@sluice/contract";
import type { PinStore } from "../../core/ports/pin-store.ts";
import type { Db } from "./schema.ts";

export function pinStore(db: Db): PinStore {
  return {
    async pinRelease(tool, release, { by, at, why }) {
      await db
        .insertInto("pins")
        .values({ tool, release, user_name: by, at, why })
        .onConflict((conflict) => conflict.columns(["tool", "release"]).doUpdateSet({ user_name: by, at, why }))
        .execute();
    },
    async unpinRelease(tool, release) {
      const { numDeletedRows } = await db
        .deleteFrom("pins")
        .where("tool", "=", tool)
        .where("release", "=", release)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    async pins(tool) {
      const rows = await db.selectFrom("pins").selectAll().where("tool", "=", tool).execute();
      return new Map(rows.map(({ release, user_name, at, why }) => [release, { by: UserName.parse(user_name), at, why }]));
    },
  };
}
