import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { Kysely, sql } from "kysely";
import type { Store } from "../../core/ports/store.ts";
import { accessStore } from "./access.ts";
import { buildReader } from "./builds.ts";
import { claimStore } from "./claim.ts";
import { controlStore } from "./control.ts";
import { postgresDialect } from "./dialect-postgres.ts";
import { sqliteDialect } from "./dialect-sqlite.ts";
import { embargoStore } from "./embargoes.ts";
import { figureStore } from "./figures.ts";
import { imageMarkStore } from "./image-marks.ts";
import { jobStore } from "./jobs.ts";
import { leaseStore } from "./leases.ts";
import { licenceStore } from "./licences.ts";
import { protectionStore } from "./protections.ts";
import { signerStore } from "./signers.ts";
import { mailStore } from "./mail.ts";
import { migrate } from "./migrate.ts";
import { packageStore } from "./packages.ts";
import { namedImageStore } from "./named-images.ts";
import { oldBuildStore } from "./old-builds.ts";
import { pauseStore } from "./pauses.ts";
import { previewStore } from "./previews.ts";
import { pinStore } from "./pins.ts";
import { pushStore } from "./pushes.ts";
import { promotionStore } from "./promotions.ts";
import { queueStore } from "./queue.ts";
import { rebaseStore } from "./rebases.ts";
import { releaseHistoryStore } from "./release-history.ts";
import { releaseStore } from "./releases.ts";
import { runClaim } from "./run-claim.ts";
import { runLeases } from "./run-leases.ts";
import { runReader, runWriter } from "./runs.ts";
import { acceptanceStore } from "./acceptances.ts";
import { scanStore } from "./scans.ts";
import { scheduledRuns } from "./scheduled-runs.ts";
import type { Db, Tables } from "./schema.ts";
import { settingsStore } from "./settings.ts";
import { trialStore } from "./trials.ts";
import { hookStore } from "./hooks.ts";
import { reviewStore } from "./reviews.ts";
import { sourceStore } from "./sources.ts";
import { statusStore } from "./statuses.ts";
import { toolStore } from "./tools.ts";
import { valueStore } from "./values.ts";

/** SQLite in a file of one server's own, or a PostgreSQL that many share. */
export type StoreAddress = { readonly kind: "sqlite"; readonly file: string } | { readonly kind: "postgres"; readonly url: string };

/** Where the option `--database` says that it is: `sqlite` is a file of the data directory. */
export function storeAddress(database: string, directory: string): StoreAddress {
  return database === "sqlite" ? { kind: "sqlite", file: join(directory, "store", "sluice.db") } : { kind: "postgres", url: database };
}

/** Opens the store and brings its schema up to date. */
export async function openStore(address: StoreAddress): Promise<Store> {
  const db = await connect(address);
  try {
    await ping(db);
    await migrate(db, address.kind);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    ...accessStore(db),
    ...toolStore(db, address.kind),
    ...queueStore(db, address.kind),
    ...claimStore(db, address.kind),
    ...leaseStore(db),
    ...buildReader(db),
    ...releaseStore(db, address.kind),
    ...releaseHistoryStore(db),
    ...pauseStore(db),
    ...promotionStore(db),
    ...previewStore(db, address.kind),
    ...pinStore(db),
    ...pushStore(db, address.kind),
    ...imageMarkStore(db),
    ...namedImageStore(db),
    ...oldBuildStore(db),
    ...controlStore(db, address.kind),
    ...valueStore(db),
    ...figureStore(db),
    ...settingsStore(db),
    ...jobStore(db),
    ...mailStore(db, address.kind),
    ...runReader(db),
    ...runWriter(db, address.kind),
    ...scheduledRuns(db, address.kind),
    ...runClaim(db, address.kind),
    ...runLeases(db, address.kind),
    ...sourceStore(db),
    ...hookStore(db),
    ...statusStore(db),
    ...reviewStore(db),
    ...packageStore(db),
    ...rebaseStore(db, address.kind),
    ...trialStore(db),
    ...licenceStore(db),
    ...signerStore(db),
    ...protectionStore(db),
    ...embargoStore(db),
    ...scanStore(db),
    ...acceptanceStore(db),
    ping: () => ping(db),
    close: () => db.destroy(),
  };
}

async function connect(address: StoreAddress): Promise<Db> {
  if (address.kind === "postgres") return new Kysely<Tables>({ dialect: postgresDialect(address.url) });
  await mkdir(dirname(address.file), { recursive: true, mode: 0o700 });
  return new Kysely<Tables>({ dialect: sqliteDialect(address.file) });
}

async function ping(db: Db): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError("unavailable", `The database does not answer: ${why}`, { cause: error });
  }
}
