import type { Moment } from "@sluice/contract";
import type { Selectable } from "kysely";
import type { SealedAccess, SourceRow, SourceStore } from "../../core/ports/source-store.ts";
import type { Db, Tables } from "./schema.ts";

export function sourceStore(db: Db): SourceStore {
  return {
    async putSource({ tool, url, branch, by, previews = "none", events = "none" }, at, access = null) {
      const fresh = { looked: null, commit_hash: null, build: null, problem: null, failures: 0, changed: null, next_look: at };
      const row = { url, branch, user_name: by, created: at, previews, previews_problem: null, events, ...fresh };
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom("statuses").where("tool", "=", tool).where("url", "<>", url).execute();
        await trx
          .insertInto("sources")
          .values({ tool, ...row })
          .onConflict((conflict) => conflict.column("tool").doUpdateSet(row))
          .execute();
        await trx.deleteFrom("source_access").where("tool", "=", tool).execute();
        if (access === null) return;
        const { kind, key, sealed } = access;
        const shown = access.kind === "token" ? access.user : access.publicKey;
        await trx.insertInto("source_access").values({ tool, kind, key_id: key, sealed, shown }).execute();
      });
    },
    async sourceAccess(tool) {
      const row = await db.selectFrom("source_access").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row ? toAccess(row) : null;
    },
    async knownHosts(tool) {
      const rows = await db.selectFrom("source_hosts").selectAll().where("tool", "=", tool).orderBy("host").execute();
      return rows.map(({ host, host_key: key, seen }) => ({ host, key, seen }));
    },
    async knowHost(tool, { host, key, seen }) {
      const row = { tool, host, host_key: key, seen };
      await db
        .insertInto("source_hosts")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async forgetHosts(tool) {
      await db.deleteFrom("source_hosts").where("tool", "=", tool).execute();
    },
    async source(tool) {
      const row = await db.selectFrom("sources").selectAll().where("tool", "=", tool).executeTakeFirst();
      return row ? toSource(row) : null;
    },
    removeSource(tool) {
      return db.transaction().execute(async (trx) => {
        await trx.deleteFrom("source_access").where("tool", "=", tool).execute();
        await trx.deleteFrom("source_hosts").where("tool", "=", tool).execute();
        await trx.deleteFrom("statuses").where("tool", "=", tool).execute();
        const { numDeletedRows } = await trx.deleteFrom("sources").where("tool", "=", tool).executeTakeFirstOrThrow();
        return numDeletedRows > 0n;
      });
    },
    async dueSources(now, atMost) {
      const rows = await db.selectFrom("sources").selectAll().where("next_look", "<=", now).orderBy("next_look").limit(atMost).execute();
      return rows.map(toSource);
    },
    async streamSources() {
      const all = db.selectFrom("sources").selectAll().where("events", "=", "stream");
      return (await all.orderBy("created").orderBy("tool").execute()).map(toSource);
    },
    async wakeSources(tools, at) {
      await db
        .updateTable("sources")
        .set((eb) => ({ next_look: at, wakes: eb("wakes", "+", 1) }))
        .where("tool", "in", tools)
        .execute();
    },
    async putOffLook({ tool, set, next: read }, next) {
      await db
        .updateTable("sources")
        .set({ next_look: next })
        .where("tool", "=", tool)
        .where("created", "=", set)
        .where("next_look", "=", read)
        .execute();
    },
    async noteLook({ tool, url, branch, set, commit, wakes }, { at, found, problem, failures, next: nextLook }) {
      const isNew = found !== undefined && found.commit !== commit;
      const { numUpdatedRows } = await db
        .updateTable("sources")
        .set((eb) => ({
          looked: at,
          problem,
          failures,
          next_look: eb
            .case()
            .when("wakes", "=", wakes)
            .then(nextLook as Moment)
            .else(eb.ref("next_look"))
            .end(),
          ...(found === undefined ? {} : { commit_hash: found.commit, build: found.build }),
          ...(isNew ? { changed: at } : {}),
        }))
        .where("tool", "=", tool)
        .where("url", "=", url)
        .where("branch", "=", branch)
        .where("created", "=", set)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}

function toSource(row: Selectable<Tables["sources"]>): SourceRow {
  const { tool, url, branch, looked, build, problem, failures, changed, wakes, previews, events } = row;
  const known = { tool, url, branch, looked, build, problem, failures, changed, wakes, previews, events };
  return {
    ...known,
    previewsProblem: row.previews_problem,
    by: row.user_name,
    set: row.created,
    commit: row.commit_hash,
    next: row.next_look,
  };
}

function toAccess({ kind, key_id: key, sealed, shown }: Selectable<Tables["source_access"]>): SealedAccess {
  return kind === "token" ? { kind, user: shown, key, sealed } : { kind, publicKey: shown, key, sealed };
}
