import { Scan, Severity } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { ReleaseState } from "@sluice/contract";
import type { ScanStore } from "../../core/ports/scan-store.ts";
import type { Db, Tables } from "./schema.ts";

const [Found, Counts] = [Scan.shape.found, Scan.shape.counts];
const live = sql.lit<ReleaseState>("live");

export function scanStore(db: Db): ScanStore {
  /** Live images of tools, with what was said of them; previews are no tools. */
  const liveImages = () =>
    db
      .selectFrom("releases")
      .innerJoin("tools", (join) => join.on(sql<boolean>`tools.name = releases.tool`))
      .leftJoin("scans", (join) => join.onRef("scans.tool", "=", "tools.name").onRef("scans.image", "=", "releases.image"))
      .where("releases.state", "=", live);
  return {
    async scan(tool, image) {
      const row = await db.selectFrom("scans").selectAll().where("tool", "=", tool).where("image", "=", image).executeTakeFirst();
      return row === undefined ? null : toScan(row);
    },
    async putScan({ tool, image, at, problem, found, counts }) {
      const said = { at, problem, found: JSON.stringify(found), counts: JSON.stringify(counts) };
      await db
        .insertInto("scans")
        .values({ tool, image, ...said })
        .onConflict((conflict) => conflict.columns(["tool", "image"]).doUpdateSet(said))
        .execute();
    },
    dueScans: (before, again, limit) =>
      liveImages()
        .select(["tools.name as tool", "releases.image as image", "releases.commit_hash as commit"])
        .where((eb) =>
          eb.or([
            eb("scans.at", "is", null),
            eb("scans.at", "<", before),
            eb.and([eb("scans.problem", "is not", null), eb("scans.at", "<", again)]),
          ]),
        )
        .orderBy((eb) => eb.fn.coalesce("scans.at", eb.val("")))
        .orderBy("tools.name")
        .limit(limit)
        .execute(),
    async liveScans({ limit, before }) {
      let query = liveImages()
        .select(["tools.name as tool", "scans.at as at", "scans.problem as problem", "scans.counts as counts"])
        .where("scans.at", "is not", null)
        // what an embargoed image has is shown below it only
        .where("tools.name", "not in", db.selectFrom("embargoes").select("tool"));
      if (before !== undefined) query = query.where(sql<boolean>`tools.name > ${before}`);
      const rows = await query.orderBy("tools.name").limit(limit).execute();
      return rows.flatMap(({ tool, at, problem, counts }) =>
        at === null || counts === null ? [] : [{ tool, at, problem, counts: Counts.parse(JSON.parse(counts)) }],
      );
    },
    async vulnerabilityCounts() {
      const rows = await liveImages().select("scans.counts as counts").where("scans.at", "is not", null).execute();
      const all = rows.map(({ counts }) => Counts.parse(JSON.parse(counts ?? "{}")));
      return new Map(Severity.options.map((severity) => [severity, all.reduce((sum, counts) => sum + counts[severity], 0)]));
    },
    async forgetScans(before) {
      await db
        .deleteFrom("scans")
        .where("at", "<", before)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("releases")
                .select("releases.number")
                .where(sql<boolean>`releases.tool = scans.tool`)
                .whereRef("releases.image", "=", "scans.image")
                .where("releases.state", "=", live),
            ),
          ),
        )
        .execute();
    },
  };
}

function toScan(row: Selectable<Tables["scans"]>): Scan {
  return { ...row, found: Found.parse(JSON.parse(row.found)), counts: Counts.parse(JSON.parse(row.counts)) };
}
