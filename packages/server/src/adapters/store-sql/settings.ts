import { SluiceError, type ToolName } from "@sluice/contract";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { PlatformFileRow, SealedPlace, SettingsRow, SettingsStore } from "../../core/ports/settings-store.ts";
import { pageFrom } from "./page.ts";
import { toHook } from "./hooks.ts";
import { toStatuses } from "./statuses.ts";
import type { Db, Tables } from "./schema.ts";

const Names = z.array(z.string());
const Version = z.coerce.number().int().positive();

export function settingsStore(db: Db): SettingsStore {
  const of = (tool: ToolName) => db.selectFrom("settings_versions").selectAll().where("tool", "=", tool);
  return {
    async addSettings({ tool, version, sealed, key, author, created, changed, wished }) {
      const known = await db.selectFrom("tools").select("name").where("name", "=", tool).executeTakeFirst();
      if (!known) throw new SluiceError("not-found", `There is no tool "${tool}" to set something for.`);
      const added = await db
        .insertInto("settings_versions")
        .values({ tool, version, sealed, key_id: key, author, created, changed: JSON.stringify(changed), wished: wished ? 1 : 0 })
        .onConflict((conflict) => conflict.doNothing())
        .returning("version")
        .executeTakeFirst();
      return added !== undefined;
    },
    async settings(tool, version) {
      const row = await of(tool).where("version", "=", version).executeTakeFirst();
      return row ? toSettings(row) : null;
    },
    newestSettings: (tool) => newestOf(db, tool),
    async waitingSettings(tool) {
      const newest = await newestOf(db, tool);
      const released = await db
        .selectFrom("releases")
        .select((eb) => eb.fn.max("settings").as("settings"))
        .where("tool", "=", tool)
        .executeTakeFirst();
      return newest > (released?.settings ?? 0) ? newest : null;
    },
    async settingsVersions(tool, page) {
      const before = pageFrom(page, Version);
      const query = before === null ? of(tool) : of(tool).where("version", "<", before);
      return (await query.orderBy("version", "desc").limit(page.limit).execute()).map(toSettings);
    },
    async wishedSettings() {
      const rows = await db
        .selectFrom("settings_versions")
        .select(["tool", "version", "author"])
        .where("wished", "=", 1)
        .orderBy("tool")
        .orderBy("version")
        .execute();
      return [...new Map(rows.map((row) => [row.tool, row])).values()];
    },
    async settingsReleased(tool, version) {
      await db.updateTable("settings_versions").set({ wished: 0 }).where("tool", "=", tool).where("version", "<=", version).execute();
    },
    ...platformFileStore(db),
    ...sealedStore(db),
  };
}

async function newestOf(db: Db, tool: ToolName): Promise<number> {
  const row = await db
    .selectFrom("settings_versions")
    .select((eb) => eb.fn.max("version").as("version"))
    .where("tool", "=", tool)
    .executeTakeFirst();
  return row?.version ?? 0;
}

function platformFileStore(db: Db): Pick<SettingsStore, "putPlatformFile" | "platformFiles" | "removePlatformFile"> {
  return {
    async putPlatformFile({ tool, path, sealed, key, author, created }) {
      const content = { sealed, key_id: key, author, created };
      await db
        .insertInto("platform_files")
        .values({ tool: tool ?? "", path, ...content })
        .onConflict((conflict) => conflict.columns(["tool", "path"]).doUpdateSet(content))
        .execute();
    },
    async platformFiles(tool) {
      let query = db.selectFrom("platform_files").selectAll();
      if (tool !== undefined) query = query.where("tool", "in", ["", tool]);
      return (await query.orderBy("tool").orderBy("path").execute()).map(toPlatformFile);
    },
    async removePlatformFile(tool, path) {
      const removed = db
        .deleteFrom("platform_files")
        .where("tool", "=", tool ?? "")
        .where("path", "=", path);
      return (await removed.executeTakeFirstOrThrow()).numDeletedRows > 0n;
    },
  };
}

function sealedStore(db: Db): Pick<SettingsStore, "keyUse" | "sealedWithOther" | "reseal"> {
  return {
    async keyUse() {
      const use = new Map<string, number>();
      for (const table of ["settings_versions", "platform_files", "hooks", "source_access", "statuses"] as const) {
        const rows = await db
          .selectFrom(table)
          .select((eb) => ["key_id", eb.fn.countAll<number>().as("count")])
          .groupBy("key_id")
          .execute();
        for (const { key_id: key, count } of rows) use.set(key, (use.get(key) ?? 0) + Number(count));
      }
      return use;
    },
    async sealedWithOther(key, limit) {
      const versions = await db.selectFrom("settings_versions").selectAll().where("key_id", "<>", key).limit(limit).execute();
      const files = await db.selectFrom("platform_files").selectAll().where("key_id", "<>", key).limit(limit).execute();
      const hooks = await db.selectFrom("hooks").selectAll().where("key_id", "<>", key).limit(limit).execute();
      const access = await db.selectFrom("source_access").selectAll().where("key_id", "<>", key).limit(limit).execute();
      const statuses = await db.selectFrom("statuses").selectAll().where("key_id", "<>", key).limit(limit).execute();
      return [
        ...access.map(({ tool, sealed, key_id }): SealedPlace => ({ kind: "source-access", tool, sealed, key: key_id })),
        ...statuses.map((row): SealedPlace => ({ kind: "statuses", ...toStatuses(row) })),
        ...hooks.map((row): SealedPlace => ({ kind: "hook", ...toHook(row) })),
        ...versions.map((row): SealedPlace => ({ kind: "settings", ...toSettings(row) })),
        ...files.map((row): SealedPlace => ({ kind: "platform-file", ...toPlatformFile(row) })),
      ];
    },
    async reseal(place, { sealed, key }) {
      const next = { sealed, key_id: key };
      if (place.kind === "hook") {
        await db.updateTable("hooks").set(next).where("id", "=", place.id).where("sealed", "=", place.sealed).execute();
        return;
      }
      if (place.kind === "source-access") {
        await db.updateTable("source_access").set(next).where("tool", "=", place.tool).where("sealed", "=", place.sealed).execute();
        return;
      }
      if (place.kind === "statuses") {
        await db.updateTable("statuses").set(next).where("tool", "=", place.tool).where("sealed", "=", place.sealed).execute();
        return;
      }
      if (place.kind === "settings") {
        const { tool, version } = place;
        const changed = db.updateTable("settings_versions").set(next).where("tool", "=", tool).where("version", "=", version);
        await changed.where("sealed", "=", place.sealed).execute();
        return;
      }
      const changed = db
        .updateTable("platform_files")
        .set(next)
        .where("tool", "=", place.tool ?? "")
        .where("path", "=", place.path);
      await changed.where("sealed", "=", place.sealed).execute();
    },
  };
}

function toSettings(row: Selectable<Tables["settings_versions"]>): SettingsRow {
  const { tool, version, sealed, author, created } = row;
  return {
    tool,
    version,
    sealed,
    key: row.key_id,
    author,
    created,
    changed: Names.parse(JSON.parse(row.changed)),
    wished: row.wished === 1,
  };
}

function toPlatformFile(row: Selectable<Tables["platform_files"]>): PlatformFileRow {
  const { path, sealed, author, created } = row;
  return { tool: row.tool === "" ? null : row.tool, path, sealed, key: row.key_id, author, created };
}
