import { join } from "node:path";
import { type ReleaseFile, SluiceError } from "@sluice/contract";
import { systemRandom } from "../adapters/clock-system/clock.ts";
import { fileKeys } from "../adapters/keys-files/file-keys.ts";
import { storeAddress } from "../adapters/store-sql/open.ts";
import { openToRead, type SettingsToRead } from "../adapters/store-sql/open-to-read.ts";
import type { Values } from "../config/options.ts";
import type { ReconcileDependencies } from "../core/reconcile/dependencies.ts";
import { processSettings } from "../core/settings/read-settings.ts";
import { createVault } from "../core/settings/vault.ts";

type Environment = ReconcileDependencies["environment"];

/** Settings and secret files of processes, from the database and the keys as they lie there; neither is changed. */
export function settingsToRead(values: Values, directory: string, ends: AsyncDisposableStack, say: (text: string) => void): Environment {
  const vault = createVault(fileKeys(join(directory, "keys"), systemRandom), systemRandom);
  let store: SettingsToRead | null = null;
  const told = new Set<string>();
  return async (file) => {
    try {
      store ??= ends.use(openToRead(storeAddress(values.database, directory)));
      return await processSettings({ store, vault }, file);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!told.has(why)) say(`settings and the platform's secret files cannot be read: ${why}`);
      told.add(why);
      return withoutThem(file, why);
    }
  };
}

/** What uses no settings is started all the same; the platform's secret files, which it may have had, come with the server. */
function withoutThem({ tool, settings }: ReleaseFile, why: string): ReturnType<Environment> {
  if (settings === 0) return Promise.resolve({ env: {}, files: [] });
  const left = `not started: ${tool} uses settings v${settings}, which cannot be read (${why}): mend the database or the keys, and apply again`;
  return Promise.reject(new SluiceError("unavailable", left));
}
