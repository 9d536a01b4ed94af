import { join } from "node:path";
import { fileKeys } from "./adapters/keys-files/file-keys.ts";
import type { Values } from "./config/options.ts";
import type { Random } from "./core/ports/clock.ts";
import type { Store } from "./core/ports/store.ts";
import { createRedaction } from "./core/settings/registered-secrets.ts";
import { createVault } from "./core/settings/vault.ts";
import type { DataDirectory } from "./data-directory/open.ts";

/** What opens sealed settings, and what keeps their values out of logs. */
export function openSettings(values: Values, random: Random, data: DataDirectory, store: Store) {
  const keys = fileKeys(join(data.path, "keys"), random);
  const vault = createVault(keys, random);
  return { keys, vault, redaction: createRedaction({ store, vault, floor: values["redact-floor"] }) };
}
