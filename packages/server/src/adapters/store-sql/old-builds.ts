import { type BuildId, type BuildState, Moment, type RunId, type ToolName } from "@sluice/contract";
import { sql } from "kysely";
import type { NamedImageStore } from "../../core/ports/named-image-store.ts";
import { partsOf } from "./image-marks.ts";
import type { Db } from "./schema.ts";

const open = [sql.lit<BuildState>("queued"), sql.lit<BuildState>("running")];

type Names = "oldBuilds" | "removeBuilds" | "knownBuilds" | "knownRuns" | "lastBuilds" | "busyTools";

export function oldBuildStore(db: Db): Pick<NamedImageStore, Names> {
  return {
    async oldBuilds({ before, keep, limit }) {
      const starts = db
        .selectFrom("builds")
        .select((eb) => eb.fn.max("id").as("id"))
        .where("image", "is not", null)
        .groupBy(["tool", "pipeline"]);
      const held = db.selectFrom("pauses").select("held_build").where("held_build", "is not", null);
      const ranked = db
        .selectFrom("builds")
        .select(["id", "tool", "state", "ended"])
        .select(sql<number>`row_number() over (partition by tool order by id desc)`.as("place"));
      const rows = await db
        .selectFrom(ranked.as("ranked"))
        .select(["id", "tool", "ended"])
        .where("state", "not in", open)
        .where("ended", "<", Moment.parse(before))
        .where("place", ">", keep)
        .where("id", "not in", starts)
        .where("id", "not in", held.$castTo<{ held_build: BuildId }>())
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id, tool, ended }) => ({ id, tool, ended: ended ?? "" }));
    },
    async removeBuilds(ids) {
      for (const part of partsOf(ids)) {
        await db
          .deleteFrom("builds")
          .where("id", "in", part as BuildId[])
          .where("state", "not in", open)
          .execute();
      }
    },
    knownBuilds: (ids) =>
      known(ids, async (part) => {
        const rows = await db
          .selectFrom("builds")
          .select("id")
          .where("id", "in", part as BuildId[])
          .execute();
        return rows.map(({ id }) => id);
      }),
    knownRuns: (ids) =>
      known(ids, async (part) => {
        const rows = await db
          .selectFrom("runs")
          .select("id")
          .where("id", "in", part as RunId[])
          .execute();
        return rows.map(({ id }) => id);
      }),
    async lastBuilds() {
      const rows = await db
        .selectFrom("tools")
        .leftJoin("builds", "builds.tool", "tools.name")
        .select((eb) => ["tools.name", eb.fn.max("builds.queued").as("last")])
        .groupBy("tools.name")
        .execute();
      return new Map(rows.map(({ name, last }) => [name, last]));
    },
    async busyTools() {
      const rows = await db.selectFrom("builds").select("tool").distinct().where("state", "in", open).execute();
      return new Set<ToolName>(rows.map(({ tool }) => tool));
    },
  };
}

async function known(ids: readonly number[], find: (part: readonly number[]) => Promise<readonly number[]>): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (const part of partsOf(ids)) {
    for (const id of await find(part)) found.add(id);
  }
  return found;
}
