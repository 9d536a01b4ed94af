import { RunId, type RunState, SluiceError, type ToolName } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { NewRunRow, RunRow, RunStore } from "../../core/ports/run-store.ts";
import { exclusively } from "./lock.ts";
import { pageFrom } from "./page.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

/** Literals, as only then the planner may use the indexes of open runs. */
export const queued = sql.lit<RunState>("queued");
export const running = sql.lit<RunState>("running");

export function toRun(row: Selectable<Tables["runs"]>): RunRow {
  const { exit_code, asked_by, not_before, holder: _holder, lease_until: _until, ...rest } = row;
  return { ...rest, exitCode: exit_code, askedBy: asked_by, notBefore: not_before };
}

/** What a new run's row has in common, whatever brought it about. */
export function newRow(run: NewRunRow, at: string) {
  const { askedBy, ...rest } = run;
  return { ...rest, asked_by: askedBy, queued: at, not_before: at };
}

/** Writes down when the first of a tool's queued runs is due; part of every change to its queue. */
export async function setNextRun(trx: Db, tool: ToolName): Promise<void> {
  await trx
    .updateTable("tools")
    .set((eb) => ({
      next_run: eb
        .selectFrom("runs")
        .select((inner) => inner.fn.min("not_before").as("due"))
        .where("tool", "=", tool)
        .where("state", "=", queued),
    }))
    .where("name", "=", tool)
    .execute();
}

export async function needTool(trx: Db, tool: ToolName): Promise<void> {
  const found = await trx.selectFrom("tools").select("name").where("name", "=", tool).executeTakeFirst();
  if (!found) throw new SluiceError("not-found", `There is no tool "${tool}" to run something of.`);
}

export async function findRun(db: Db, id: RunId): Promise<RunRow | null> {
  const row = await db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toRun(row) : null;
}

type Reader = "run" | "runs" | "openRuns" | "lastRuns";

export function runReader(db: Db): Pick<RunStore, Reader> {
  return {
    run: (id) => findRun(db, id),
    async runs(tool, page, job) {
      const before = pageFrom(page, RunId);
      let query = db.selectFrom("runs").selectAll().where("tool", "=", tool);
      if (job !== undefined) query = query.where("job", "=", job);
      if (before !== null) query = query.where("id", "<", before);
      return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(toRun);
    },
    async openRuns(tool) {
      let query = db.selectFrom("runs").selectAll().where("state", "in", [queued, running]);
      if (tool !== null) query = query.where("tool", "=", tool);
      return (await query.orderBy("id").execute()).map(toRun);
    },
    async lastRuns(tool) {
      const newest = db
        .selectFrom("runs")
        .select((eb) => eb.fn.max("id").as("id"))
        .where("tool", "=", tool)
        .where("job", "is not", null)
        .groupBy("job");
      return (await db.selectFrom("runs").selectAll().where("id", "in", newest).execute()).map(toRun);
    },
  };
}

type Writer = "addRun" | "cancelRun" | "prunableRuns" | "removeRuns";

export function runWriter(db: Db, dialect: Dialect): Pick<RunStore, Writer> {
  return {
    addRun: (run, at) =>
      exclusively(db, dialect, "runs", async (trx) => {
        await needTool(trx, run.tool);
        const row = await trx
          .insertInto("runs")
          .values({ ...newRow(run, at), state: "queued" })
          .returningAll()
          .executeTakeFirstOrThrow();
        await setNextRun(trx, run.tool);
        return toRun(row);
      }),
    cancelRun: (id, reason, at) =>
      exclusively(db, dialect, "runs", async (trx) => {
        const tool = await cancelQueued(trx, id, reason, at);
        if (tool !== null) await setNextRun(trx, tool);
        else await trx.updateTable("runs").set({ cancel: reason }).where("id", "=", id).where("state", "=", running).execute();
        return findRun(trx, id);
      }),
    async prunableRuns({ before, keep, guard, limit }) {
      const ranked = db
        .selectFrom("runs")
        .select(["id", "state", "ended", "scheduled"])
        .select(sql<number>`row_number() over (partition by tool, job order by id desc)`.as("place"));
      const rows = await db
        .selectFrom(ranked.as("ranked"))
        .select("id")
        .where("state", "not in", ["queued", "running"])
        .where((eb) => eb.or([eb("ended", "<", before), eb("place", ">", keep)]))
        .where((eb) => eb.or([eb("scheduled", "is", null), eb("scheduled", "<", guard)]))
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    async removeRuns(ids) {
      if (ids.length > 0) await db.deleteFrom("runs").where("id", "in", ids).where("state", "not in", ["queued", "running"]).execute();
    },
  };
}

/** The tool of a run that had not begun and now never will. */
export async function cancelQueued(trx: Db, id: RunId, reason: string, at: string): Promise<ToolName | null> {
  const row = await trx
    .updateTable("runs")
    .set({ state: "cancelled", ended: at, reason })
    .where("id", "=", id)
    .where("state", "=", queued)
    .returning("tool")
    .executeTakeFirst();
  return row?.tool ?? null;
}
