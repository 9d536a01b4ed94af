import { BuildId } from "@sluice/contract";
import type { BuildRow, BuildStore } from "../../core/ports/store.ts";
import { pageFrom } from "./page.ts";
import { toBuild } from "./rows.ts";
import type { Db } from "./schema.ts";

/** One build, or null. */
export async function findBuild(db: Db, id: BuildId): Promise<BuildRow | null> {
  const row = await db.selectFrom("builds").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toBuild(row) : null;
}

export function buildReader(db: Db): Pick<BuildStore, "build" | "builds" | "openBuilds"> {
  return {
    build: (id) => findBuild(db, id),
    async builds(tool, page) {
      const before = pageFrom(page, BuildId);
      let query = db.selectFrom("builds").selectAll().where("tool", "=", tool);
      if (before !== null) query = query.where("id", "<", before);
      const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
      return rows.map(toBuild);
    },
    async openBuilds(tool) {
      const rows = await db
        .selectFrom("builds")
        .selectAll()
        .where("tool", "=", tool)
        .where("state", "in", ["queued", "running"])
        .orderBy("id")
        .execute();
      return rows.map(toBuild);
    },
  };
}
