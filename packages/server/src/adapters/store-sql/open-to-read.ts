import { Kysely } from "kysely";
import type { SettingsStore } from "../../core/ports/settings-store.ts";
import { postgresDialect } from "./dialect-postgres.ts";
import { sqliteDialect } from "./dialect-sqlite.ts";
import type { StoreAddress } from "./open.ts";
import type { Tables } from "./schema.ts";
import { settingsStore } from "./settings.ts";

export type SettingsToRead = Pick<SettingsStore, "settings" | "newestSettings" | "platformFiles"> & AsyncDisposable;

/** Settings of a store whose server is broken: nothing is written, and its schema stays as it is. */
export function openToRead(address: StoreAddress): SettingsToRead {
  const dialect = address.kind === "postgres" ? postgresDialect(address.url, "read") : sqliteDialect(address.file, "read");
  const db = new Kysely<Tables>({ dialect });
  const { settings, newestSettings, platformFiles } = settingsStore(db);
  return { settings, newestSettings, platformFiles, [Symbol.asyncDispose]: () => db.destroy() };
}
