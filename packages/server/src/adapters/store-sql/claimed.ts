import type { BuildId, BuildState, RunId, RunState, ToolName } from "@sluice/contract";
import { sql } from "kysely";
import { leaseEnd } from "./leases.ts";
import type { Db } from "./schema.ts";

/** A literal, as only then the planner may use the index of what runs. */
const running = sql.lit<BuildState | RunState>("running");

interface Ids {
  readonly builds: BuildId;
  readonly runs: RunId;
}
export type Leased = keyof Ids;

/** How many somebody holds, with those that `carried` names, whose lease may have ended in between. */
export async function countHeld<T extends Leased>(trx: Db, table: T, now: string, carried: readonly Ids[T][]): Promise<number> {
  const { held } = await trx
    .selectFrom<Leased>(table)
    .select((eb) => eb.fn.countAll<number>().as("held"))
    .where("state", "=", running)
    .where((eb) => eb.or([eb("lease_until", ">", now), ...(carried.length > 0 ? [eb("id", "in", carried)] : [])]))
    .executeTakeFirstOrThrow();
  return held;
}

/** What runs and nobody holds any more, the one left alone for the longest first. */
export async function nextAbandoned<T extends Leased>(trx: Db, table: T, now: string, carried: readonly Ids[T][]): Promise<Ids[T] | null> {
  const row = await trx
    .selectFrom<Leased>(table)
    .select("id")
    .where("state", "=", running)
    .where("lease_until", "<=", now)
    .$if(carried.length > 0, (query) => query.where("id", "not in", carried))
    .orderBy("lease_until")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : (row.id as Ids[T]);
}

/** Gives a row to its holder. */
export async function hold<T extends Leased>(trx: Db, table: T, id: Ids[T], holder: string, now: string, leaseMs: number): Promise<void> {
  await trx
    .updateTable<Leased>(table)
    .set((eb) => ({ state: "running", holder, lease_until: leaseEnd(now, leaseMs), started: eb.fn.coalesce("started", eb.val(now)) }))
    .where("id", "=", id)
    .execute();
}

/** Puts a tool behind all that were served before it. */
export async function markServed(trx: Db, tool: ToolName, counter: "served" | "runs_served"): Promise<void> {
  await trx
    .updateTable("tools")
    .set((eb) => ({ [counter]: sql<number>`1 + ${eb.selectFrom("tools").select((inner) => inner.fn.max(counter).as("served"))}` }))
    .where("name", "=", tool)
    .execute();
}
