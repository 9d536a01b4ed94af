import type { Promotion } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { PlannedPromotion, PromotionStore } from "../../core/ports/promotion-store.ts";
import type { Db, Tables } from "./schema.ts";

const mostAtOnce = 100;

export function promotionStore(db: Db): PromotionStore {
  return {
    async planPromotion({ tool, release, to, planned, due }) {
      await db
        .insertInto("promotions")
        .values({ tool, release, to_tool: to, state: "waiting", planned, due, reason: "" })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async duePromotions(now) {
      const rows = await db
        .selectFrom("promotions")
        .selectAll()
        .where("state", "=", sql.lit<Promotion["state"]>("waiting"))
        .where("due", "<=", now)
        .orderBy("due")
        .limit(mostAtOnce)
        .execute();
      return rows.map(toPromotion);
    },
    async setPromotion(tool, release, change) {
      await db.updateTable("promotions").set(change).where("tool", "=", tool).where("release", "=", release).execute();
    },
    async promotion(tool) {
      const row = await db
        .selectFrom("promotions")
        .selectAll()
        .where("tool", "=", tool)
        .orderBy("release", "desc")
        .limit(1)
        .executeTakeFirst();
      return row ? toPromotion(row) : null;
    },
  };
}

function toPromotion(row: Selectable<Tables["promotions"]>): PlannedPromotion {
  const { to_tool: to, ...rest } = row;
  return { ...rest, to };
}
