import { type Digest, type Moment, Scan, Severity, type ToolName, type Vulnerability } from "@sluice/contract";
import { type Insertable, type Selectable, sql } from "kysely";
import type { ReleaseState } from "@sluice/contract";
import type { KeptScan, ScanStore } from "../../core/ports/scan-store.ts";
import { nameOf } from "./acceptances.ts";
import type { Db, Tables } from "./schema.ts";

const [Found, Counts] = [Scan.shape.found, Scan.shape.counts];
const live = sql.lit<ReleaseState>("live");
/** Rows of one insert: SQLite takes 32,766 values in a statement (SQLITE_MAX_VARIABLE_NUMBER). */
const atOnce = 1000;

export function scanStore(db: Db): ScanStore {
  /** Live images of tools, with what was said of them; previews are no tools. */
  const liveImages = () =>
    db
      .selectFrom("releases")
      .innerJoin("tools", (join) => join.on(sql<boolean>`tools.name = releases.tool`))
      .leftJoin("scans", (join) => join.onRef("scans.tool", "=", "tools.name").onRef("scans.image", "=", "releases.image"))
      .where("releases.state", "=", live);
  /** How many findings of live images are accepted then: each once, by whatever names it is. */
  const acceptedCounts = (at: Moment, tools: readonly ToolName[] | null) =>
    db
      .selectFrom((eb) =>
        eb
          .selectFrom("acceptances")
          .innerJoin("scan_names", "scan_names.name", "acceptances.name")
          .innerJoin("releases", (join) =>
            join.on(sql<boolean>`releases.tool = scan_names.tool`).onRef("releases.image", "=", "scan_names.image"),
          )
          .select(["scan_names.tool", "scan_names.finding", "scan_names.severity", "scan_names.count"])
          .distinct()
          .where("acceptances.until", ">", at)
          .where("releases.state", "=", live)
          .where((one) => one.or([one("acceptances.tool", "is", null), one("acceptances.tool", "=", one.ref("scan_names.tool"))]))
          .$if(tools !== null, (query) => query.where("scan_names.tool", "in", tools ?? []))
          .as("accepted"),
      )
      .select((eb) => ["accepted.tool", "accepted.severity", eb.fn.sum("accepted.count").as("count")])
      .groupBy(["accepted.tool", "accepted.severity"])
      .execute();
  return {
    async scan(tool, image) {
      const row = await db.selectFrom("scans").selectAll().where("tool", "=", tool).where("image", "=", image).executeTakeFirst();
      return row === undefined ? null : toScan(row);
    },
    async putScan({ tool, image, at, problem, found, counts }) {
      const said = { at, problem, found: JSON.stringify(found), counts: JSON.stringify(counts) };
      const names = namesOf(tool, image, found);
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto("scans")
          .values({ tool, image, ...said })
          .onConflict((conflict) => conflict.columns(["tool", "image"]).doUpdateSet(said))
          .execute();
        await trx.deleteFrom("scan_names").where("tool", "=", tool).where("image", "=", image).execute();
        for (let from = 0; from < names.length; from += atOnce) {
          await trx
            .insertInto("scan_names")
            .values(names.slice(from, from + atOnce))
            .execute();
        }
      });
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
    async liveScans({ limit, before }, at) {
      let query = liveImages()
        .select(["tools.name as tool", "scans.at as at", "scans.problem as problem", "scans.counts as counts"])
        .where("scans.at", "is not", null)
        // what an embargoed image has is shown below it only
        .where("tools.name", "not in", db.selectFrom("embargoes").select("tool"));
      if (before !== undefined) query = query.where(sql<boolean>`tools.name > ${before}`);
      const rows = await query.orderBy("tools.name").limit(limit).execute();
      const accepted = await acceptedCounts(
        at,
        rows.map(({ tool }) => tool),
      );
      return rows.flatMap(({ tool, at: scanned, problem, counts }) => {
        if (scanned === null || counts === null) return [];
        const own = accepted.filter((one) => one.tool === tool);
        const left = without(Counts.parse(JSON.parse(counts)), own);
        return [{ tool, at: scanned, problem, counts: left, accepted: own.reduce((sum, { count }) => sum + Number(count), 0) }];
      });
    },
    async vulnerabilityCounts(at) {
      const rows = await liveImages().select("scans.counts as counts").where("scans.at", "is not", null).execute();
      const all = rows.map(({ counts }) => Counts.parse(JSON.parse(counts ?? "{}")));
      const sums = Severity.options.map((severity) => [severity, all.reduce((sum, counts) => sum + counts[severity], 0)] as const);
      const left = without(Counts.parse(Object.fromEntries(sums)), await acceptedCounts(at, null));
      return new Map(Severity.options.map((severity) => [severity, left[severity]]));
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

function without(counts: Scan["counts"], accepted: readonly { readonly severity: Severity; readonly count: unknown }[]): Scan["counts"] {
  const left = { ...counts };
  for (const { severity, count } of accepted) left[severity] -= Number(count);
  return left;
}

/** Under which names the findings of a scan may be accepted. */
function namesOf(tool: ToolName, image: Digest, found: readonly Vulnerability[]): readonly Insertable<Tables["scan_names"]>[] {
  const rows = new Map<string, Insertable<Tables["scan_names"]>>();
  for (const { id, aliases = [], severity } of found) {
    for (const name of new Set([id, ...aliases].map(nameOf))) {
      const key = `${name} ${id} ${severity}`;
      rows.set(key, { tool, image, name, finding: id, severity, count: (rows.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...rows.values()];
}

function toScan(row: Selectable<Tables["scans"]>): KeptScan {
  return { ...row, found: Found.parse(JSON.parse(row.found)), counts: Counts.parse(JSON.parse(row.counts)) };
}
