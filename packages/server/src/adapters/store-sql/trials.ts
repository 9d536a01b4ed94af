import type { Selectable } from "kysely";
import type { Trial, TrialStore } from "../../core/ports/trial-store.ts";
import type { Db, Tables } from "./schema.ts";

export function trialStore(db: Db): TrialStore {
  return {
    async addTrial({ by, ...trial }) {
      const added = await db
        .insertInto("trials")
        .values({ ...trial, user_name: by })
        .onConflict((conflict) => conflict.doNothing())
        .returning("tool")
        .executeTakeFirst();
      return added !== undefined;
    },
    async trial(tool) {
      const row = await db.selectFrom("trials").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row ? toTrial(row) : null;
    },
    async endedTrials(now) {
      return (await db.selectFrom("trials").selectAll().where("expires", "<=", now).orderBy("expires").execute()).map(toTrial);
    },
    async endTrial(tool, now) {
      await db.updateTable("trials").set({ expires: now }).where("tool", "=", tool).where("expires", ">", now).execute();
    },
    async removeTrial(tool) {
      await db.deleteFrom("trials").where("tool", "=", tool).execute();
    },
  };
}

function toTrial({ user_name: by, ...row }: Selectable<Tables["trials"]>): Trial {
  return { ...row, by };
}
