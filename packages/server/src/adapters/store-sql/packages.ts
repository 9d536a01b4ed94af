import { Moment } from "@sluice/contract";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { KnownSet, PackageStore } from "../../core/ports/package-store.ts";
import type { Db, Tables } from "./schema.ts";

const Names = z.array(z.string());
const Versions = z.record(z.string(), z.string());

export function packageStore(db: Db): PackageStore {
  return {
    async claimBake(name, holder, now, until) {
      const claimed = await db
        .insertInto("bakes")
        .values({ name, holder, lease_until: until })
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet({ holder, lease_until: until })
            .where((eb) => eb.or([eb("bakes.holder", "=", holder), eb("bakes.lease_until", "<=", now)])),
        )
        .returning("name")
        .executeTakeFirst();
      return claimed !== undefined;
    },
    async endBake(name, holder) {
      await db.deleteFrom("bakes").where("name", "=", name).where("holder", "=", holder).execute();
    },
    async releaseBakes(except) {
      await db.deleteFrom("bakes").where("holder", "!=", except).execute();
    },
    async putSet({ name, side, base, packages, versions, baseContent, baked }, now) {
      const known = { versions: versions === null ? null : JSON.stringify(versions), base_content: baseContent, baked, used: now };
      await db
        .insertInto("package_sets")
        .values({ name, side, base, packages: JSON.stringify(packages), ...known })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(known))
        .execute();
    },
    async renewSet({ name, versions, baseContent, baked }) {
      const known = { versions: versions === null ? null : JSON.stringify(versions), base_content: baseContent, baked };
      return (await db.updateTable("package_sets").set(known).where("name", "=", name).executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    },
    async useSet(name, now) {
      const { numUpdatedRows } = await db
        .updateTable("package_sets")
        .set({ used: Moment.parse(now) })
        .where("name", "=", name)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async packageSet(name) {
      const row = await db.selectFrom("package_sets").selectAll().where("name", "=", name).executeTakeFirst();
      return row ? toSet(row) : null;
    },
    async packageSets() {
      return (await db.selectFrom("package_sets").selectAll().orderBy("name").execute()).map(toSet);
    },
    async forgetSet(name, before) {
      const forgotten = db.deleteFrom("package_sets").where("name", "=", name).where("used", "<=", Moment.parse(before));
      return (await forgotten.executeTakeFirstOrThrow()).numDeletedRows > 0n;
    },
    bases: () => db.selectFrom("bases").selectAll().orderBy("base").execute(),
    async putBase(row) {
      await db
        .insertInto("bases")
        .values(row)
        .onConflict((conflict) => conflict.column("base").doUpdateSet({ checked: row.checked, changed: row.changed }))
        .execute();
    },
  };
}

function toSet({ packages, versions, base_content: baseContent, ...row }: Selectable<Tables["package_sets"]>): KnownSet {
  return {
    ...row,
    baseContent,
    packages: Names.parse(JSON.parse(packages)),
    versions: versions === null ? null : Versions.parse(JSON.parse(versions)),
  };
}
