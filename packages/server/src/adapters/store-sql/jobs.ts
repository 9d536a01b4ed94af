import type { Selectable } from "kysely";
import type { JobState, JobStore } from "../../core/ports/run-store.ts";
import type { Db, Tables } from "./schema.ts";

export function toJobState(row: Selectable<Tables["job_states"]>): JobState {
  const { paused_by, failing_since, mailed_at, ...rest } = row;
  return { ...rest, pausedBy: paused_by, failingSince: failing_since, mailedAt: mailed_at };
}

export function jobStore(db: Db): JobStore {
  return {
    async jobStates(tool) {
      let query = db.selectFrom("job_states").selectAll();
      if (tool !== null) query = query.where("tool", "=", tool);
      return (await query.orderBy("tool").orderBy("job").execute()).map(toJobState);
    },
    async beginJob(tool, job, schedule, handled) {
      await db
        .insertInto("job_states")
        .values({ tool, job, schedule, handled })
        .onConflict((conflict) => conflict.columns(["tool", "job"]).doUpdateSet({ schedule, handled }))
        .execute();
    },
    async pauseJob(tool, job, by, at) {
      const change = by === null ? { paused_by: null, handled: at } : { paused_by: by };
      await db
        .insertInto("job_states")
        .values({ tool, job, schedule: "", handled: at, paused_by: by })
        .onConflict((conflict) => conflict.columns(["tool", "job"]).doUpdateSet(change))
        .execute();
    },
  };
}
