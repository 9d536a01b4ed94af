import { chmod, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileKeptLogs } from "./adapters/logs-files/kept-logs.ts";
import { fileLogs } from "./adapters/logs-files/file-logs.ts";
import { openGitSources } from "./adapters/sources-git/sources.ts";
import { openStore } from "./adapters/store-sql/open.ts";
import { ensureFirstAdmin } from "./core/access/first-admin.ts";
import { redactedLogs } from "./core/logs/redacted-logs.ts";
import { openDataDirectory } from "./data-directory/open.ts";
import { usualPatience } from "./git-locks/past-locks.ts";
import { openSettings } from "./open-settings.ts";
import { openControl } from "./open-control.ts";
import { loadLanguages } from "./load-languages.ts";
import type { Surroundings } from "./surroundings.ts";

const languagesDirectory = join(import.meta.dirname, "..", "..", "..", "languages");

/** All that the server keeps: the locked data directory, store, sources, logs, control repository; and the languages. */
export async function openData({ values, log, clock, random, ends }: Surroundings) {
  const data = ends.use(await openDataDirectory(values.data));
  const store = await openStore(
    values.database === "sqlite"
      ? { kind: "sqlite", file: join(data.path, "store", "sluice.db") }
      : { kind: "postgres", url: values.database },
  );
  ends.defer(() => store.close());
  await ensureFirstAdmin({ store, clock, random, keep: (value) => keepToken(join(data.path, "admin-token"), value) });
  const languages = await loadLanguages(languagesDirectory);
  const sources = await openGitSources(join(data.path, "sources"), { ...usualPatience, onRemoved: (text) => log.warn(text) });
  const { keys, vault, redaction } = openSettings(values, random, data, store);
  const logs = redactedLogs(fileLogs(join(data.path, "logs")), redaction, store);
  const kept = fileKeptLogs(join(data.path, "kept-logs"), values["logs-max"] * 1024 ** 2);
  const control = await openControl(values, join(data.path, "control.git"), clock, (text) => log.warn(text));
  ends.defer(() => control.close());
  return { data, store, languages, sources, logs, kept, control, keys, vault, redaction };
}

export type Data = Awaited<ReturnType<typeof openData>>;

async function keepToken(file: string, value: string): Promise<void> {
  await writeFile(`${file}.new`, `${value}\n`, { mode: 0o600, flush: true });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}
