import type { RunId } from "@sluice/contract";
import type { JobState, RunStore } from "../../core/ports/run-store.ts";
import { toJobState } from "./jobs.ts";
import { leaseEnd, longAgo } from "./leases.ts";
import { exclusively } from "./lock.ts";
import { insertMail } from "./mail.ts";
import { running, setNextRun } from "./runs.ts";
import type { Db, Dialect } from "./schema.ts";

type Held = "renewRun" | "releaseRunLeases" | "beginAttempt" | "attemptBegun" | "retryRun" | "finishRun";

/** What the holder of a running run does with it; each touches only a run it still holds. */
export function runLeases(db: Db, dialect: Dialect): Pick<RunStore, Held> {
  return {
    async renewRun(id, holder, now, leaseMs) {
      const row = await held(db, id, holder)
        .set({ lease_until: leaseEnd(now, leaseMs) })
        .returning("cancel")
        .executeTakeFirst();
      return { held: row !== undefined, cancel: row?.cancel ?? null };
    },
    async releaseRunLeases(except) {
      await db
        .updateTable("runs")
        .set({ holder: null, lease_until: longAgo })
        .where("state", "=", running)
        .where((eb) => eb.or([eb("holder", "is", null), eb("holder", "<>", except)]))
        .execute();
    },
    async beginAttempt(id, holder) {
      const row = await held(db, id, holder)
        .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
        .returning("attempts")
        .executeTakeFirst();
      return row?.attempts ?? null;
    },
    async attemptBegun(id, holder, attempt) {
      await held(db, id, holder).set({ begun: attempt }).execute();
    },
    retryRun: (id, holder, { notBefore, failures, reason, exitCode }) =>
      exclusively(db, dialect, "runs", async (trx) => {
        const row = await held(trx, id, holder)
          .set({ state: "queued", not_before: notBefore, failures, reason, exit_code: exitCode, holder: null, lease_until: null })
          .returning("tool")
          .executeTakeFirst();
        if (row !== undefined) await setNextRun(trx, row.tool);
        return row !== undefined;
      }),
    finishRun: (id, holder, end, at, after) =>
      exclusively(db, dialect, "runs", async (trx) => {
        const { exitCode, ...rest } = end;
        const row = await held(trx, id, holder)
          .set({ ...rest, exit_code: exitCode, ended: at, holder: null, lease_until: null })
          .returning(["tool", "job"])
          .executeTakeFirst();
        if (row === undefined) return false;
        if (row.job !== null && after !== undefined) await follow(trx, { ...row, job: row.job }, at, after);
        return true;
      }),
  };
}

function held(db: Db, id: RunId, holder: string) {
  return db.updateTable("runs").where("id", "=", id).where("state", "=", "running").where("holder", "=", holder);
}

async function follow(
  trx: Db,
  { tool, job }: Pick<JobState, "tool" | "job">,
  at: string,
  after: Parameters<RunStore["finishRun"]>[4] & object,
): Promise<void> {
  const row = await trx.selectFrom("job_states").selectAll().where("tool", "=", tool).where("job", "=", job).executeTakeFirst();
  if (row === undefined) return;
  const { failingSince, mailedAt, mail } = after(toJobState(row));
  await trx
    .updateTable("job_states")
    .set({ failing_since: failingSince, mailed_at: mailedAt })
    .where("tool", "=", tool)
    .where("job", "=", job)
    .execute();
  if (mail !== null) await insertMail(trx, mail, at);
}
