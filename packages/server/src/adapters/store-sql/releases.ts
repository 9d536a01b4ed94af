import { type Fault, type Release, type ReleaseState, ReleaseNumber, type RunName, SluiceError, type ToolName } from "@sluice/contract";
import { sql } from "kysely";
import type { ReleaseStore } from "../../core/ports/store.ts";
import { previewOf } from "../../core/previews/run-name.ts";
import { exclusively } from "./lock.ts";
import { pageFrom } from "./page.ts";
import { toRelease } from "./rows.ts";
import type { Db, Dialect } from "./schema.ts";

type NewRelease = Parameters<ReleaseStore["addRelease"]>[0];
type Change = Parameters<ReleaseStore["setReleaseState"]>[2];

export function releaseStore(db: Db, dialect: Dialect): Omit<ReleaseStore, "value" | "putValue" | "claimValue" | "values"> {
  return {
    addRelease: (release) =>
      exclusively(db, dialect, "releases", async (trx) => (await releaseOfBuild(trx, release)) ?? insert(trx, release)),
    setReleaseState: (tool, number, change) => exclusively(db, dialect, "releases", (trx) => setState(trx, tool, number, change)),
    async release(tool, number) {
      const row = await of(db, tool).where("number", "=", number).executeTakeFirst();
      return row ? toRelease(row) : null;
    },
    async releases(tool, page) {
      const before = pageFrom(page, ReleaseNumber);
      let query = of(db, tool);
      if (before !== null) query = query.where("number", "<", before);
      const rows = await query.orderBy("number", "desc").limit(page.limit).execute();
      return rows.map(toRelease);
    },
    async liveRelease(tool) {
      const row = await of(db, tool).where("state", "=", sql.lit<ReleaseState>("live")).executeTakeFirst();
      return row ? toRelease(row) : null;
    },
  };
}

function of(db: Db, tool: ToolName) {
  return db.selectFrom("releases").selectAll().where("tool", "=", tool);
}

async function releaseOfBuild(trx: Db, release: NewRelease): Promise<Release | null> {
  if (release.build === null) return null;
  const row = await of(trx, release.tool).where("build", "=", release.build).executeTakeFirst();
  return row ? toRelease(row) : null;
}

async function insert(trx: Db, release: NewRelease): Promise<Release> {
  const { tool, commit, ...rest } = release;
  await needRunnable(trx, tool);
  const row = await trx
    .insertInto("releases")
    .values((eb) => ({
      ...rest,
      tool,
      commit_hash: commit,
      state: "pending",
      number: sql<ReleaseNumber>`1 + coalesce(${eb
        .selectFrom("releases")
        .select((inner) => inner.fn.max("number").as("number"))
        .where("tool", "=", tool)}, 0)`,
    }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRelease(row);
}

/** Throws not-found when there is neither a tool of that name nor a preview that stays. */
export async function needRunnable(trx: Db, run: RunName): Promise<void> {
  const preview = previewOf(run);
  const found =
    preview === null
      ? trx.selectFrom("tools").select("name").where("name", "=", run)
      : trx.selectFrom("previews").select("tool").where("tool", "=", preview.tool).where("name", "=", preview.name).where("ending", "=", 0);
  if ((await found.executeTakeFirst()) !== undefined) return;
  const what = preview === null ? `tool "${run}"` : `preview "${preview.name}" of ${preview.tool}`;
  throw new SluiceError("not-found", `There is no ${what} to release.`);
}

async function setState(trx: Db, tool: ToolName, number: ReleaseNumber, change: Change): Promise<void> {
  const { state, reason, fault, live, control } = change;
  if (state === "live") {
    await trx
      .updateTable("releases")
      .set({ state: "superseded", reason: `Release v${number} took its place.` })
      .where("tool", "=", tool)
      .where("state", "=", sql.lit<ReleaseState>("live"))
      .where("number", "<>", number)
      .execute();
  }
  const { numUpdatedRows } = await trx
    .updateTable("releases")
    .set({
      state,
      // A reason belongs to the state it was given for.
      reason: reason ?? sql<string | null>`case when state = ${sql.lit(state)} then reason end`,
      fault: fault ?? sql<Fault | null>`case when state = ${sql.lit(state)} then fault end`,
      ...(live === undefined ? {} : { live }),
      ...(control === undefined ? {} : { control }),
    })
    .where("tool", "=", tool)
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new SluiceError("not-found", `The tool "${tool}" has no release v${number}.`);
}
