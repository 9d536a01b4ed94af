import { chmod, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { fileKeptLogs } from "./adapters/logs-files/kept-logs.ts";
import { fileLogs } from "./adapters/logs-files/file-logs.ts";
import { artifactFiles } from "./adapters/artifacts-files/artifact-files.ts";
import { openGitSources } from "./adapters/sources-git/sources.ts";
import { openStore, storeAddress } from "./adapters/store-sql/open.ts";
import type { Store } from "./core/ports/store.ts";
import { ensureFirstAdmin } from "./core/access/first-admin.ts";
import { languageCatalog } from "./core/languages/catalog.ts";
import { redactedLogs } from "./core/logs/redacted-logs.ts";
import type { DataDirectory } from "./data-directory/open.ts";
import { usualPatience } from "./git-locks/past-locks.ts";
import { openSettings } from "./open-settings.ts";
import { openControl, secretControl } from "./open-control.ts";
import { openControlGit } from "./adapters/control-git/index.ts";
import { splitControl } from "./core/embargoes/split-control.ts";
import { loadLanguages } from "./load-languages.ts";
import type { Surroundings } from "./surroundings.ts";

const languagesDirectory = join(import.meta.dirname, "..", "..", "..", "languages");

/** Of two installations on one database each would build what only the other has the source of. */
async function belongTo(store: Store, installation: string): Promise<void> {
  const owner = await store.claimValue("installation", installation);
  if (owner === installation) return;
  throw new SluiceError(
    "wrong-state",
    `The database belongs to the installation ${owner}, the data directory to ${installation}. Give the directory that belongs to it with --data, or another database with --database.`,
  );
}

/** All that the server keeps: the locked data directory, store, sources, logs, control repository; and the languages. */
export async function openData({ values, log, clock, random, ends }: Surroundings, data: DataDirectory) {
  const store = await openStore(storeAddress(values.database, data.path));
  ends.defer(() => store.close());
  await belongTo(store, data.installation);
  await ensureFirstAdmin({ store, clock, random, keep: (value) => keepToken(join(data.path, "admin-token"), value) });
  const sources = await openGitSources(join(data.path, "sources"), { ...usualPatience, onRemoved: (text) => log.warn(text) });
  const { keys, vault, redaction } = openSettings(values, random, data, store);
  const logs = redactedLogs(fileLogs(join(data.path, "logs")), redaction, store);
  const artifacts = await artifactFiles(join(data.path, "artifacts"));
  const kept = fileKeptLogs(join(data.path, "kept-logs"), values["logs-max"] * 1024 ** 2);
  const keptOfComponents = fileKeptLogs(join(data.path, "kept-component-logs"), values["logs-max"] * 1024 ** 2);
  const shared = await openControl(values, join(data.path, "control.git"), clock, (text) => log.warn(text));
  ends.defer(() => shared.close());
  const secret = await openControlGit({
    directory: join(data.path, secretControl),
    clock,
    locks: { ...usualPatience, onRemoved: (text) => log.warn(text) },
  });
  ends.defer(() => secret.close());
  const control = { ...shared, ...splitControl(shared, secret) };
  const languages = languageCatalog(await loadLanguages(languagesDirectory), control.languages);
  await languages.now();
  return { data, store, languages, sources, logs, artifacts, kept, keptOfComponents, control, keys, vault, redaction };
}

export type Data = Awaited<ReturnType<typeof openData>>;

async function keepToken(file: string, value: string): Promise<void> {
  await writeFile(`${file}.new`, `${value}\n`, { mode: 0o600, flush: true });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}
