import type { ReviewStore } from "../../core/ports/review-store.ts";
import type { Db } from "./schema.ts";

export function reviewStore(db: Db): ReviewStore {
  return {
    async reviews(tool) {
      const rows = await db.selectFrom("reviews").selectAll().where("tool", "=", tool).orderBy("number").execute();
      return rows.map(({ number, commit_hash: commit }) => ({ tool, number, commit }));
    },
    async putReview({ tool, number, commit }) {
      const row = { commit_hash: commit };
      await db
        .insertInto("reviews")
        .values({ tool, number, ...row })
        .onConflict((conflict) => conflict.columns(["tool", "number"]).doUpdateSet(row))
        .execute();
    },
    async removeReview(tool, number) {
      await db.deleteFrom("reviews").where("tool", "=", tool).where("number", "=", number).execute();
    },
    async notePreviews(tool, problem) {
      await db.updateTable("sources").set({ previews_problem: problem }).where("tool", "=", tool).execute();
    },
  };
}
