import type { Moment } from "@sluice/contract";
import type { NewRunRow, RunStore, Scheduled } from "../../core/ports/run-store.ts";
import { exclusively } from "./lock.ts";
import { cancelQueued, needTool, newRow, queued, running, setNextRun } from "./runs.ts";
import type { Db, Dialect } from "./schema.ts";

/** One transaction for each moment of a schedule: what was decided for it is decided once. */
export function scheduledRuns(db: Db, dialect: Dialect): Pick<RunStore, "addScheduled" | "addMissed"> {
  return {
    addScheduled: (run, scheduled, at) => exclusively(db, dialect, "runs", (trx) => addScheduled(trx, run, scheduled, at)),
    addMissed: (run, scheduled, at) =>
      exclusively(db, dialect, "runs", async (trx) => {
        await needTool(trx, run.tool);
        if (await isPaused(trx, run)) return false;
        const added = await trx
          .insertInto("runs")
          .values({ ...newRow(run, at), scheduled, state: "missed", ended: at })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .executeTakeFirst();
        await handle(trx, run, scheduled);
        return added !== undefined;
      }),
  };
}

async function addScheduled(trx: Db, run: NewRunRow, scheduled: Moment, at: string): Promise<Scheduled> {
  await needTool(trx, run.tool);
  if (await isPaused(trx, run)) return "paused";
  await handle(trx, run, scheduled);
  const known = await trx
    .selectFrom("runs")
    .select(["id", "state"])
    .where("tool", "=", run.tool)
    .where("job", "=", run.job)
    .where("scheduled", "=", scheduled)
    .executeTakeFirst();
  if (known !== undefined && known.state !== "missed") return "known";
  const before = await openOf(trx, run);
  const skipped = run.concurrency === "forbid" && before[0] !== undefined;
  const row = {
    ...newRow(run, at),
    scheduled,
    state: skipped ? ("skipped" as const) : ("queued" as const),
    ended: skipped ? at : null,
    reason: skipped ? `Run ${before[0]?.id} of it still went on.` : run.reason,
  };
  const { id } =
    known === undefined
      ? await trx.insertInto("runs").values(row).returning("id").executeTakeFirstOrThrow()
      : await trx.updateTable("runs").set(row).where("id", "=", known.id).returning("id").executeTakeFirstOrThrow();
  if (run.concurrency === "replace") await replace(trx, before, `Run ${id} took its place.`, at);
  await setNextRun(trx, run.tool);
  return row.state;
}

/** Those before a run that replaces: the queued never begin, the running are asked to end. */
async function replace(trx: Db, before: Awaited<ReturnType<typeof openOf>>, reason: string, at: string): Promise<void> {
  for (const { id } of before) {
    if ((await cancelQueued(trx, id, reason, at)) === null)
      await trx.updateTable("runs").set({ cancel: reason }).where("id", "=", id).execute();
  }
}

function openOf(trx: Db, run: NewRunRow) {
  return trx
    .selectFrom("runs")
    .select(["id", "state"])
    .where("tool", "=", run.tool)
    .where("job", "=", run.job)
    .where("state", "in", [queued, running])
    .orderBy("id")
    .execute();
}

async function isPaused(trx: Db, { tool, job }: NewRunRow): Promise<boolean> {
  const state = await trx
    .selectFrom("job_states")
    .select("paused_by")
    .where("tool", "=", tool)
    .where("job", "=", job ?? "")
    .executeTakeFirst();
  return state !== undefined && state.paused_by !== null;
}

async function handle(trx: Db, { tool, job }: NewRunRow, scheduled: string): Promise<void> {
  await trx
    .updateTable("job_states")
    .set({ handled: scheduled })
    .where("tool", "=", tool)
    .where("job", "=", job ?? "")
    .where("handled", "<", scheduled)
    .execute();
}
