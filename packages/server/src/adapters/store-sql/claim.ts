import type { BuildId, BuildState } from "@sluice/contract";
import { sql } from "kysely";
import type { BuildStore, Lease } from "../../core/ports/store.ts";
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
        if ((await countHeld(trx, now, carried)) >= limit) return null;
        const id = (await nextAbandoned(trx, now, carried)) ?? (await nextQueued(trx));
        return id === null ? null : begin(trx, id, holder, now, leaseMs);
      }),
  };
}

async function countHeld(trx: Db, now: string, carried: readonly BuildId[]): Promise<number> {
  const { total } = await trx
    .selectFrom("builds")
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .where("state", "=", running)
    .where((eb) => eb.or([eb("lease_until", ">", now), ...(carried.length > 0 ? [eb("id", "in", carried)] : [])]))
    .executeTakeFirstOrThrow();
  return total;
}

/** A running build that nobody holds any more, the one left alone for the longest first. */
async function nextAbandoned(trx: Db, now: string, carried: readonly BuildId[]): Promise<BuildId | null> {
  const row = await trx
    .selectFrom("builds")
    .select("id")
    .where("state", "=", running)
    .where("lease_until", "<=", now)
    .$if(carried.length > 0, (query) => query.where("id", "not in", carried))
    .orderBy("lease_until")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
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
  const until = leaseEnd(now, leaseMs);
  const row = await trx
    .updateTable("builds")
    .set((eb) => ({
      state: "running",
      holder,
      lease_until: until,
      attempts: eb("attempts", "+", 1),
      started: eb.fn.coalesce("started", eb.val(now)),
    }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await trx
    .updateTable("tools")
    .set((eb) => ({
      served: sql<number>`1 + ${eb.selectFrom("tools").select((inner) => inner.fn.max("served").as("served"))}`,
    }))
    .where("name", "=", row.tool)
    .execute();
  await setNextBuild(trx, row.tool);
  return { build: toBuild(row), holder, until };
}
