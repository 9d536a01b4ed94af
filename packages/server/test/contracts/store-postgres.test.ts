import { Moment } from "@sluice/contract";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { type Postgres, startPostgres } from "../postgres.ts";
import { expectScansAreFound } from "./migrate-acceptances.ts";
import { at } from "./store-samples.ts";
import { storeContract } from "./store.contract.ts";

describe("store in PostgreSQL", () => {
  let postgres: Postgres;
  /** Up to date and empty: to make a copy takes a tenth of the migrations' time. */
  let migrated: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    migrated = await postgres.createDatabase();
    await (await openStore({ kind: "postgres", url: migrated })).close();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  storeContract(async () => {
    const url = await postgres.createDatabase(migrated);
    return { open: () => openStore({ kind: "postgres", url }) };
  });

  test("the audit log can be neither changed nor emptied", async () => {
    const url = await postgres.createDatabase(migrated);
    const store = await openStore({ kind: "postgres", url });
    await store.audit({
      at: Moment.parse(at(0)),
      user: "ann",
      action: "a",
      subject: "",
      from: "",
      result: "done",
      detail: {},
    });
    await store.close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const change of [`update audit set user_name = 'bob'`, "delete from audit", "truncate audit"]) {
      await expect(client.query(change)).rejects.toThrow("append-only");
    }
    await client.end();
  });

  test("finds after an upgrade what was scanned before it", async () => {
    await expectScansAreFound({ kind: "postgres", url: await postgres.createDatabase(migrated) });
  });

  test("servers that start together on an empty database bring it up to date once", async () => {
    const url = await postgres.createDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ kind: "postgres", url })));
    for (const store of stores) expect(await store.countUsers()).toBe(0);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("says so when the database does not answer", async () => {
    const url = "postgresql://sluice@localhost/none?host=%2Fnonexistent";
    await expect(openStore({ kind: "postgres", url })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
