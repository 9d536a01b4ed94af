import type { BuildState } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { PushRow, PushStore } from "../../core/ports/push-store.ts";
import { exclusively } from "./lock.ts";
import { putInQueue } from "./queue.ts";
import { toBuild } from "./rows.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

const open = [sql.lit<BuildState>("queued"), sql.lit<BuildState>("running")];

export function pushStore(db: Db, dialect: Dialect): PushStore {
  return {
    enqueuePush: (push, builds, at) =>
      exclusively(db, dialect, "queue", async (trx) => {
        await forgetOld(trx, push);
        const { id } = await trx
          .insertInto("pushes")
          .values({ tool: push.tool, ref: push.ref, to_object: push.to })
          .returning("id")
          .executeTakeFirstOrThrow();
        const enqueued = [];
        for (const build of builds) enqueued.push(await putInQueue(trx, build, at, id));
        return enqueued;
      }),
    recordMove: ({ tool, ref, to }) =>
      exclusively(db, dialect, "queue", async (trx) => {
        await trx.insertInto("pushes").values({ tool, ref, to_object: to, moved: 1 }).execute();
        await forgetOld(trx, { tool, ref });
      }),
    async push(id) {
      const row = await db.selectFrom("pushes").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toPush(row);
    },
    async completedPush(id) {
      const row = await db
        .selectFrom("pushes")
        .selectAll()
        .where("id", "=", id)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("builds").select("builds.id").where("push", "=", id).where("done", "=", 0))),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("pushes as newer")
                .select("newer.id")
                .whereRef("newer.tool", "=", "pushes.tool")
                .whereRef("newer.ref", "=", "pushes.ref")
                .whereRef("newer.id", ">", "pushes.id")
                .where("newer.moved", "=", 1),
            ),
          ),
        )
        .executeTakeFirst();
      return row === undefined ? null : toPush(row);
    },
    async pushMoved(id) {
      await db.updateTable("pushes").set({ moved: 1 }).where("id", "=", id).execute();
    },
    async buildsOfPush(id) {
      const rows = await db.selectFrom("builds").selectAll().where("push", "=", id).orderBy("id").execute();
      return rows.map(toBuild);
    },
    async lastBuilt(tool, { source, pipeline, commit }) {
      let query = db
        .selectFrom("builds")
        .selectAll()
        .where("tool", "=", tool)
        .where("source", "=", source)
        .where("pipeline", "=", pipeline)
        .where("state", "=", sql.lit<BuildState>("succeeded"))
        .where("preview", "is", null)
        .where("upload", "is", null);
      if (commit !== null) query = query.where("commit_hash", "=", commit);
      const row = await query.orderBy("id", "desc").limit(1).executeTakeFirst();
      return row === undefined ? null : toBuild(row);
    },
    async sourceOf(tool, commit) {
      const row = await db
        .selectFrom("builds")
        .select("source")
        .where("tool", "=", tool)
        .where("commit_hash", "=", commit)
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row?.source ?? null;
    },
    async openBuildsFrom(source) {
      const rows = await db
        .selectFrom("builds")
        .selectAll()
        .where("source", "=", source)
        .whereRef("source", "<>", "tool")
        .where("state", "in", open)
        .orderBy("id")
        .execute();
      return rows.map(toBuild);
    },
  };
}

/** Pushes of the ref that no build is of any more say nothing but that a newer one has moved, which the newest says too. */
async function forgetOld(trx: Db, { tool, ref }: { readonly tool: string; readonly ref: string }): Promise<void> {
  await sql`
    delete from pushes where tool = ${tool} and ref = ${ref}
      and id not in (select push from builds where push is not null)
      and id < (select max(id) from pushes where tool = ${tool} and ref = ${ref} and moved = 1)
  `.execute(trx);
}

function toPush({ id, tool, ref, to_object: to }: Selectable<Tables["pushes"]>): PushRow {
  return { id, tool, ref, to };
}
