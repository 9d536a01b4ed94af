import { LicenceFinding, OwnLicencePolicy, type ReleaseState } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { LicenceStore } from "../../core/ports/licence-store.ts";
import { toBuild } from "./rows.ts";
import type { Db, Tables } from "./schema.ts";

const Also = OwnLicencePolicy.shape.also;

export function licenceStore(db: Db): LicenceStore {
  return {
    async licencePolicy(tool) {
      const row = await db.selectFrom("licence_policies").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row === undefined ? null : toOwn(row);
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
    async liveLicences({ limit, before }) {
      let query = db
        .selectFrom("releases")
        // previews are no tools
        .innerJoin("tools", (join) => join.on(sql<boolean>`tools.name = releases.tool`))
        .leftJoin("licence_policies as own", "own.tool", "tools.name")
        .leftJoin("builds", (join) =>
          join.on("builds.id", "=", (eb) =>
            eb
              .selectFrom("builds as looked")
              .select((one) => one.fn.max("looked.id").as("id"))
              .whereRef("looked.tool", "=", "tools.name")
              .whereRef("looked.commit_hash", "=", "releases.commit_hash")
              .where("looked.licence", "is not", null),
          ),
        )
        .select(["tools.name as tool", "releases.live", "releases.created", "builds.id as build", "builds.licence"])
        .select(["own.policy", "own.also", "own.why", "own.user_name", "own.at"])
        .where("releases.state", "=", sql.lit<ReleaseState>("live"))
        .where("tools.name", "not in", db.selectFrom("embargoes").select("tool"));
      if (before !== undefined) query = query.where(sql<boolean>`tools.name > ${before}`);
      const rows = await query.orderBy("tools.name").limit(limit).execute();
      return rows.map(({ tool, live, created, build, licence, policy, also, why, user_name, at }) => ({
        tool,
        live: live ?? created,
        own:
          policy === null || also === null || why === null || user_name === null || at === null
            ? null
            : toOwn({ policy, also, why, user_name, at }),
        build: build === null || licence === null ? null : { id: build, finding: LicenceFinding.parse(JSON.parse(licence)) },
      }));
    },
    async removeLicencePolicy(tool) {
      const { numDeletedRows } = await db.deleteFrom("licence_policies").where("tool", "=", tool).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

function toOwn({ policy, also, why, user_name, at }: Omit<Selectable<Tables["licence_policies"]>, "tool">): OwnLicencePolicy {
  return { policy, also: Also.parse(JSON.parse(also)), why, by: user_name, at };
}
