import type { RunId, ToolName } from "@sluice/contract";
import { type ExpressionBuilder, sql } from "kysely";
import type { RunLease, RunStore } from "../../core/ports/run-store.ts";
import { leaseEnd } from "./leases.ts";
import { exclusively } from "./lock.ts";
import { queued, running, setNextRun, toRun } from "./runs.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

interface Next {
  readonly id: RunId;
  readonly takenOver: boolean;
}

export function runClaim(db: Db, dialect: Dialect): Pick<RunStore, "claimRun"> {
  return {
    claimRun: (holder, now, leaseMs, { total, perTool }) =>
      exclusively(db, dialect, "runs", async (trx) => {
        if ((await countHeld(trx, now)) >= total) return null;
        const next = (await nextAbandoned(trx, now)) ?? (await nextQueued(trx, now, perTool));
        return next === null ? null : begin(trx, next, holder, now, leaseMs);
      }),
  };
}

async function countHeld(trx: Db, now: string): Promise<number> {
  const { held } = await trx
    .selectFrom("runs")
    .select((eb) => eb.fn.countAll<number>().as("held"))
    .where("state", "=", running)
    .where("lease_until", ">", now)
    .executeTakeFirstOrThrow();
  return held;
}

/** A running run that nobody holds any more, the one left alone for the longest first. */
async function nextAbandoned(trx: Db, now: string): Promise<Next | null> {
  const row = await trx
    .selectFrom("runs")
    .select("id")
    .where("state", "=", running)
    .where("lease_until", "<=", now)
    .orderBy("lease_until")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, takenOver: true };
}

/** The tool that waits longest unserved and may begin one more, then its oldest run that may begin. */
async function nextQueued(trx: Db, now: string, perTool: number): Promise<Next | null> {
  const tool = await trx
    .selectFrom("tools")
    .select("name")
    .where("next_run", "<=", now)
    .where((eb) => eb(countRunning(eb), "<", perTool))
    .where(({ exists, selectFrom, ref }) =>
      exists(
        selectFrom("runs as q")
          .select("q.id")
          .where("q.tool", "=", ref("tools.name"))
          .where("q.state", "=", queued)
          .where("q.not_before", "<=", now)
          .where(mayBegin),
      ),
    )
    .orderBy("runs_served")
    .orderBy("next_run")
    .orderBy("name")
    .limit(1)
    .executeTakeFirst();
  return tool === undefined ? null : oldestOf(trx, tool.name, now);
}

async function oldestOf(trx: Db, tool: ToolName, now: string): Promise<Next | null> {
  const row = await trx
    .selectFrom("runs as q")
    .select("q.id")
    .where("q.tool", "=", tool)
    .where("q.state", "=", queued)
    .where("q.not_before", "<=", now)
    .where(mayBegin)
    .orderBy("q.id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, takenOver: false };
}

function countRunning(eb: ExpressionBuilder<Tables, "tools">) {
  return eb
    .selectFrom("runs")
    .select((inner) => inner.fn.countAll<number>().as("running"))
    .whereRef("runs.tool", "=", "tools.name")
    .where("runs.state", "=", running);
}

/** No other run of a job that wants to be alone is running. */
function mayBegin(eb: ExpressionBuilder<Tables & { q: Tables["runs"] }, "q">) {
  return eb.or([
    eb("q.job", "is", null),
    eb("q.concurrency", "=", "allow"),
    eb.not(
      eb.exists(
        eb
          .selectFrom("runs as r")
          .select("r.id")
          .whereRef("r.tool", "=", "q.tool")
          .whereRef("r.job", "=", "q.job")
          .where("r.state", "=", running),
      ),
    ),
  ]);
}

async function begin(trx: Db, { id, takenOver }: Next, holder: string, now: string, leaseMs: number): Promise<RunLease> {
  const row = await trx
    .updateTable("runs")
    .set((eb) => ({
      state: "running",
      holder,
      lease_until: leaseEnd(now, leaseMs),
      started: eb.fn.coalesce("started", eb.val(now)),
    }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await trx
    .updateTable("tools")
    .set((eb) => ({
      runs_served: sql<number>`1 + ${eb.selectFrom("tools").select((inner) => inner.fn.max("runs_served").as("served"))}`,
    }))
    .where("name", "=", row.tool)
    .execute();
  await setNextRun(trx, row.tool);
  return { run: toRun(row), holder, takenOver };
}
