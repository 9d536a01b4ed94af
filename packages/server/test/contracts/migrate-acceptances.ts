import { FindingId, Moment } from "@sluice/contract";
import { Kysely, sql } from "kysely";
import { expect } from "vitest";
import { acceptances } from "../../migrations/0057-acceptances.ts";
import { postgresDialect } from "../../src/adapters/store-sql/dialect-postgres.ts";
import { sqliteDialect } from "../../src/adapters/store-sql/dialect-sqlite.ts";
import { openStore, type StoreAddress } from "../../src/adapters/store-sql/open.ts";
import { addLive, addTool, ann, at, digest, toolOf } from "./store-samples.ts";

/** Makes the tables of acceptances on a store that has scans already, as an upgrade does, and looks whether these are found. */
export async function expectScansAreFound(address: StoreAddress): Promise<void> {
  const one = { id: "CVE-2024-1", package: "x", version: "1", severity: "high" as const, fixed: null, url: "" };
  const counts = { critical: 0, high: 2, medium: 0, low: 0, negligible: 0, unknown: 0 };
  const until = Moment.parse(at(10));
  const before = await openStore(address);
  await addTool(before, "a1");
  await addLive(before, "a1", "a");
  const image = digest("a");
  await before.putScan({ tool: toolOf("a1"), image, at: until, problem: null, found: [one, { ...one, package: "y" }], counts });
  await before.close();
  const db = new Kysely<never>({ dialect: address.kind === "postgres" ? postgresDialect(address.url) : sqliteDialect(address.file) });
  await sql`drop table scan_names`.execute(db);
  await sql`drop table acceptances`.execute(db);
  await acceptances(address.kind).up(db);
  await db.destroy();
  const store = await openStore(address);
  try {
    await store.accept([{ finding: FindingId.parse("cve-2024-1"), tool: null, until, why: "x", by: ann, at: Moment.parse(at(0)) }]);
    expect(await store.liveScans({ limit: 9 }, Moment.parse(at(9)))).toMatchObject([{ tool: "a1", accepted: 2, counts: { high: 0 } }]);
  } finally {
    await store.close();
  }
}
