import { SluiceError } from "@sluice/contract";
import { Migrator } from "kysely/migration";
import { migrations } from "../../../migrations/index.ts";
import type { Db, Dialect } from "./schema.ts";

/** Brings the schema up to date, under the database's own migration lock, so that servers may start together. */
export async function migrate(db: Db, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations(dialect)) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error");
  const why = error instanceof Error ? error.message : JSON.stringify(error);
  throw new SluiceError(
    "unavailable",
    `The database could not be brought up to date${failed ? ` (${failed.migrationName})` : ""}: ${why}`,
    {
      cause: error,
    },
  );
}
