import type { BuildStore } from "../../core/ports/store.ts";
import type { Db } from "./schema.ts";

/** Sorts before every moment: a lease that has ended. */
export const longAgo = "";

/** When a lease taken at `now` ends. */
export function leaseEnd(now: string, leaseMs: number): string {
  return new Date(Date.parse(now) + leaseMs).toISOString();
}

/** What the holder of a running build does with it. Each is one statement that touches only a build it still holds. */
export function leaseStore(db: Db): Pick<BuildStore, "renew" | "releaseLeases" | "progress" | "finish"> {
  return {
    async renew(build, holder, now, leaseMs) {
      const row = await db
        .updateTable("builds")
        .set({ lease_until: leaseEnd(now, leaseMs) })
        .where("id", "=", build)
        .where("state", "=", "running")
        .where("holder", "=", holder)
        .returning("cancel_requested")
        .executeTakeFirst();
      return { held: row !== undefined, cancel: row?.cancel_requested === 1 };
    },
    async releaseLeases(except) {
      await db
        .updateTable("builds")
        .set({ holder: null, lease_until: longAgo })
        .where("state", "=", "running")
        .where("holder", "<>", except)
        .execute();
    },
    async progress(build, holder, part) {
      const { numUpdatedRows } = await db
        .updateTable("builds")
        .set({
          // Says nothing new when part is empty, but keeps the statement valid.
          holder,
          ...(part.image === undefined ? {} : { image: part.image }),
          ...(part.release === undefined ? {} : { release: part.release }),
          ...(part.steps === undefined ? {} : { steps: JSON.stringify(part.steps) }),
          ...(part.licence === undefined || part.licence === null ? {} : { licence: JSON.stringify(part.licence) }),
          ...(part.done === undefined ? {} : { done: 1 }),
          ...(part.languages === undefined ? {} : { languages: JSON.stringify(part.languages) }),
        })
        .where("id", "=", build)
        .where("state", "=", "running")
        .where("holder", "=", holder)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    async finish(build, holder, end, at) {
      const { steps, ...rest } = end;
      const { numUpdatedRows } = await db
        .updateTable("builds")
        .set({ ...rest, steps: JSON.stringify(steps), ended: at, holder: null, lease_until: null })
        .where("id", "=", build)
        .where("state", "=", "running")
        .where("holder", "=", holder)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
}
