import { OwnLicencePolicy } from "@sluice/contract";
import type { LicenceStore } from "../../core/ports/licence-store.ts";
import { toBuild } from "./rows.ts";
import type { Db } from "./schema.ts";

const Also = OwnLicencePolicy.shape.also;

export function licenceStore(db: Db): LicenceStore {
  return {
    async licencePolicy(tool) {
      const row = await db.selectFrom("licence_policies").selectAll().where("tool", "=", tool).executeTakeFirst();
      if (row === undefined) return null;
      return { policy: row.policy, also: Also.parse(JSON.parse(row.also)), why: row.why, by: row.user_name, at: row.at };
    },
    async putLicencePolicy(tool, { policy, also, why, by, at }) {
      const said = { policy, also: JSON.stringify(also), why, user_name: by, at };
      await db
        .insertInto("licence_policies")
        .values({ tool, ...said })
        .onConflict((conflict) => conflict.column("tool").doUpdateSet(said))
        .execute();
    },
    async licensedBuild(tool, commit) {
      const row = await db
        .selectFrom("builds")
        .selectAll()
        .where("tool", "=", tool)
        .where("commit_hash", "=", commit)
        .where("licence", "is not", null)
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : toBuild(row);
    },
    async removeLicencePolicy(tool) {
      const { numDeletedRows } = await db.deleteFrom("licence_policies").where("tool", "=", tool).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}
