import { Moment, PreviewSource, ReleaseFile, type ReleaseState, RunName } from "@sluice/contract";
import { type Selectable, sql } from "kysely";
import type { PreviewRow, PreviewStore } from "../../core/ports/preview-store.ts";
import { ownerOf, type PreviewKey, runNameOf } from "../../core/previews/run-name.ts";
import { exclusively } from "./lock.ts";
import { toBuild } from "./rows.ts";
import type { Db, Dialect, Tables } from "./schema.ts";

const KeptFile = ReleaseFile.omit({ release: true, settings: true, build: true, secrets: true });
/** States of releases whose image is needed. */
const needed = ["pending", "deploying", "live"] as const satisfies readonly ReleaseState[];

export function previewStore(db: Db, dialect: Dialect): PreviewStore {
  const find = (trx: Db, { tool, name }: PreviewKey) =>
    trx.selectFrom("previews").selectAll().where("tool", "=", tool).where("name", "=", name).executeTakeFirst();
  const change = ({ tool, name }: PreviewKey) =>
    db.updateTable("previews").where("tool", "=", tool).where("name", "=", name).where("ending", "=", 0);
  return {
    putPreview: (wish, limits) =>
      exclusively(db, dialect, "previews", async (trx) => {
        const found = await find(trx, wish);
        if (found?.ending === 1) return "ending";
        const { tool, name, source, subject, by, created, expires, secrets } = wish;
        const values = { source: JSON.stringify(source), subject, user_name: by, expires, secrets: secrets ? 1 : 0 } as const;
        if (found !== undefined) {
          await trx.updateTable("previews").set(values).where("tool", "=", tool).where("name", "=", name).execute();
          return "done";
        }
        const counts = await trx.selectFrom("previews").select("tool").execute();
        if (counts.filter((one) => one.tool === tool).length >= limits.perTool) return "tool";
        if (counts.length >= limits.total) return "all";
        await trx
          .insertInto("previews")
          .values({ ...values, tool, name, created, ending: 0 })
          .execute();
        return "done";
      }),
    async preview(key) {
      const row = await find(db, key);
      return row ? toPreview(row) : null;
    },
    async previews(tool) {
      const all = db.selectFrom("previews").selectAll();
      const rows = await (tool === null ? all : all.where("tool", "=", tool)).orderBy("expires").orderBy("name").execute();
      return rows.map(toPreview);
    },
    async extendPreview(key, expires) {
      return (await change(key).set({ expires }).executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    },
    async keepPreviewFile(key, file) {
      return (
        (
          await change(key)
            .set({ file: JSON.stringify(file) })
            .executeTakeFirstOrThrow()
        ).numUpdatedRows > 0n
      );
    },
    async previewFile(key) {
      const file = (await find(db, key))?.file ?? null;
      return file === null ? null : KeptFile.parse(JSON.parse(file));
    },
    async endPreview({ tool, name }) {
      const ended = db.updateTable("previews").set({ ending: 1 }).where("tool", "=", tool).where("name", "=", name);
      return (await ended.executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    },
    movePreviewEnds: (ms) =>
      exclusively(db, dialect, "previews", async (trx) => {
        for (const { tool, name, expires } of await trx.selectFrom("previews").select(["tool", "name", "expires"]).execute()) {
          const moved = Moment.parse(new Date(Date.parse(expires) + ms).toISOString());
          await trx.updateTable("previews").set({ expires: moved }).where("tool", "=", tool).where("name", "=", name).execute();
        }
      }),
    async expirePreviews(now) {
      const due = await db.selectFrom("previews").select("name").where("ending", "=", 0).where("expires", "<=", now).limit(1).execute();
      // looked at every two seconds: mostly nothing is to be written
      if (due.length === 0) return;
      await db.updateTable("previews").set({ ending: 1 }).where("ending", "=", 0).where("expires", "<=", now).execute();
    },
    removePreview: (key) =>
      exclusively(db, dialect, ["releases", "previews"], async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("previews")
          .where("tool", "=", key.tool)
          .where("name", "=", key.name)
          .where("ending", "=", 1)
          .executeTakeFirstOrThrow();
        if (numDeletedRows > 0n) await trx.deleteFrom("releases").where("tool", "=", runNameOf(key)).execute();
      }),
    async previewBuild({ tool, name }) {
      const newest = db.selectFrom("builds").selectAll().where("tool", "=", tool).where("preview", "=", name);
      const row = await newest.orderBy("id", "desc").limit(1).executeTakeFirst();
      return row ? toBuild(row) : null;
    },
    async previewImages() {
      const rows = await db
        .selectFrom("releases")
        .select(["tool", "image"])
        .where(sql<boolean>`tool like '%--%'`)
        .where("state", "in", needed)
        .execute();
      return rows.map(({ tool, image }) => ({ tool: ownerOf(RunName.parse(tool)), image }));
    },
  };
}

function toPreview(row: Selectable<Tables["previews"]>): PreviewRow {
  const { tool, name, subject, created, expires } = row;
  return {
    tool,
    name,
    subject,
    created,
    expires,
    by: row.user_name,
    source: PreviewSource.parse(JSON.parse(row.source)),
    secrets: row.secrets === 1,
    ending: row.ending === 1,
  };
}
