import type { BuildId, BuildState } from "@sluice/contract";
import { sql } from "kysely";
import type { BuildStore, Lease } from "../../core/ports/store.ts";
import { countHeld, hold, markServed, nextAbandoned } from "./claimed.ts";
import { leaseEnd } from "./leases.ts";
import { exclusively } from "./lock.ts";
import { setNextBuild } from "./queue.ts";
import { toBuild } from "./rows.ts";
import type { Db, Dialect } from "./schema.ts";

/** A literal, as only then the planner may use the index of running builds. */
const running = sql.lit<BuildState>("running");

export function claimStore(db: Db, dialect: Dialect): Pick<BuildStore, "claim"> {
  return {
    claim: (holder, now, leaseMs, limit, carried = []) =>
      exclusively(db, dialect, "queue", async (trx) => {
        if ((await countHeld(trx, "builds", now, carried)) >= limit) return null;
        const id = (await nextAbandoned(trx, "builds", now, carried)) ?? (await nextQueued(trx));
        return id === null ? null : begin(trx, id, holder, now, leaseMs);
      }),
  };
}

/** Walks the tools that wait, longest unserved first; it passes over at most `limit` busy ones. */
async function nextQueued(trx: Db): Promise<BuildId | null> {
  const row = await trx
    .selectFrom("tools")
    .select("next_build")
    .where("next_build", "is not", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("builds").select("builds.id").whereRef("builds.tool", "=", "tools.name").where("builds.state", "=", running))),
    )
    .orderBy("served")
    .orderBy("next_build")
    .limit(1)
    .executeTakeFirst();
  return row?.next_build ?? null;
}

async function begin(trx: Db, id: BuildId, holder: string, now: string, leaseMs: number): Promise<Lease> {
  await hold(trx, "builds", id, holder, now, leaseMs);
  const row = await trx
    .updateTable("builds")
    .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await markServed(trx, row.tool, "served");
  await setNextBuild(trx, row.tool);
  return { build: toBuild(row), holder, until: leaseEnd(now, leaseMs) };
}
