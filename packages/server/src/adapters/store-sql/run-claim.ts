import { type RunId, SluiceError, type ToolName } from "@sluice/contract";
import type { ExpressionBuilder } from "kysely";
import type { RunStore } from "../../core/ports/run-store.ts";
import { countHeld, hold, markServed, nextAbandoned } from "./claimed.ts";
import { exclusively } from "./lock.ts";
import { findRun, queued, running, setNextRun } from "./runs.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

export function runClaim(db: Db, dialect: Dialect): Pick<RunStore, "claimRun"> {
  return {
    claimRun: (holder, now, leaseMs, { total, perTool }, carried = []) =>
      exclusively(db, dialect, "runs", async (trx) => {
        if ((await countHeld(trx, "runs", now, carried)) >= total) return null;
        const abandoned = await nextAbandoned(trx, "runs", now, carried);
        const id = abandoned ?? (await nextQueued(trx, now, perTool));
        if (id === null) return null;
        await hold(trx, "runs", id, holder, now, leaseMs);
        const run = await findRun(trx, id);
        if (run === null) throw new SluiceError("internal", `run ${id} went while it was claimed`);
        await markServed(trx, run.tool, "runs_served");
        await setNextRun(trx, run.tool);
        return { run, holder, takenOver: abandoned !== null };
      }),
  };
}

/** The tool that waits longest unserved and may begin one more, then its oldest run that may begin. */
async function nextQueued(trx: Db, now: string, perTool: number): Promise<RunId | null> {
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

async function oldestOf(trx: Db, tool: ToolName, now: string): Promise<RunId | null> {
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
  return row?.id ?? null;
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
