import type { Embargo } from "@sluice/contract";
import type { Selectable } from "kysely";
import type { EmbargoStore } from "../../core/ports/embargo-store.ts";
import type { Db, Tables } from "./schema.ts";

const most = 500;

export function embargoStore(db: Db): EmbargoStore {
  return {
    openEmbargo: ({ name, created, createdBy }, { of, title }, members) =>
      db.transaction().execute(async (trx) => {
        const added = await trx
          .insertInto("tools")
          .values({ name, created, created_by: createdBy })
          .onConflict((conflict) => conflict.doNothing())
          .returning("name")
          .executeTakeFirst();
        if (added === undefined) return false;
        await trx.insertInto("embargoes").values({ tool: name, of_tool: of, title, user_name: createdBy, at: created }).execute();
        const rows = [...new Set([createdBy, ...members])].map((user) => ({ tool: name, user_name: user, role: "maintainer" as const }));
        await trx.insertInto("members").values(rows).execute();
        return true;
      }),
    async embargo(tool) {
      const row = await db.selectFrom("embargoes").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row === undefined ? null : toEmbargo(row);
    },
    async embargoes({ user, of }) {
      let query = db.selectFrom("embargoes").selectAll();
      if (of !== undefined) query = query.where("of_tool", "=", of);
      if (user !== null) {
        const theirs = db.selectFrom("members").select("tool").where("user_name", "=", user);
        query = query.where((eb) =>
          eb.or([eb("tool", "in", theirs), eb.and([eb("disclosed_at", "is not", null), eb("of_tool", "in", theirs)])]),
        );
      }
      const rows = await query.orderBy("at", "desc").orderBy("tool").limit(most).execute();
      return rows.map(toEmbargo);
    },
    async disclose(tool, { by, at }) {
      const { numUpdatedRows } = await db
        .updateTable("embargoes")
        .set({ disclosed_by: by, disclosed_at: at })
        .where("tool", "=", tool)
        .where("disclosed_at", "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async unfinishedDisclosures() {
      const rows = await db
        .selectFrom("embargoes")
        .selectAll()
        .where("disclosed_at", "is not", null)
        .where("branches", "is", null)
        .where("of_tool", "is not", null)
        .execute();
      return rows.map(toEmbargo);
    },
    async setDisclosedBranches(tool, branches) {
      await db.updateTable("embargoes").set({ branches }).where("tool", "=", tool).execute();
    },
  };
}

function toEmbargo(row: Selectable<Tables["embargoes"]>): Embargo {
  const { tool, of_tool: of, title, user_name: by, at, disclosed_by: discloser, disclosed_at: moment, branches } = row;
  const disclosed = discloser === null || moment === null ? null : { by: discloser, at: moment, branches };
  return { tool, of, title, by, at, disclosed };
}
