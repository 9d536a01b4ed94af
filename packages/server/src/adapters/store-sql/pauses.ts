import { type Pause, ReleaseFile, type ToolName } from "@sluice/contract";
import type { Selectable } from "kysely";
import type { PauseStore } from "../../core/ports/pause-store.ts";
import type { Db, Tables } from "./schema.ts";

const HeldFile = ReleaseFile.omit({ release: true });

/** Each is one statement, so that holding and ending never overlap. */
export function pauseStore(db: Db): PauseStore {
  const find = (tool: ToolName) => db.selectFrom("pauses").selectAll().where("tool", "=", tool).executeTakeFirst();
  return {
    async addPause(tool, { by, at, why }) {
      const added = await db
        .insertInto("pauses")
        .values({ tool, user_name: by, at, why })
        .onConflict((conflict) => conflict.doNothing())
        .returning("tool")
        .executeTakeFirst();
      return added !== undefined;
    },
    async pause(tool) {
      const row = await find(tool);
      return row ? toPause(row) : null;
    },
    async hold(tool, build, file) {
      const kept = await db
        .updateTable("pauses")
        .set({ held_build: build, held_file: JSON.stringify(file) })
        .where("tool", "=", tool)
        .where((eb) => eb.or([eb("held_build", "is", null), eb("held_build", "<=", build)]))
        .returningAll()
        .executeTakeFirst();
      if (kept) return toPause(kept);
      const row = await find(tool);
      // Paused a moment ago, with nothing kept back: this build came before.
      return row && row.held_build !== null ? toPause(row) : null;
    },
    async heldRelease(tool) {
      const row = await find(tool);
      return row?.held_file ? HeldFile.parse(JSON.parse(row.held_file)) : null;
    },
    async endPause(tool, held) {
      const { numDeletedRows } = await db
        .deleteFrom("pauses")
        .where("tool", "=", tool)
        .where("held_build", held === null ? "is" : "=", held)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

function toPause(row: Selectable<Tables["pauses"]>): Pause {
  return { by: row.user_name, at: row.at, why: row.why, held: row.held_build };
}
