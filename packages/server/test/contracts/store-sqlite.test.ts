import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Moment } from "@sluice/contract";
import Sqlite from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { expectScansAreFound } from "./migrate-acceptances.ts";
import { at } from "./store-samples.ts";
import { storeContract } from "./store.contract.ts";

async function freshFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-store-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, "store", "sluice.db");
}

describe("store in SQLite", () => {
  storeContract(async () => {
    const file = await freshFile();
    return { oneServer: true, open: () => openStore({ kind: "sqlite", file }) };
  });

  test("the audit log can be neither changed nor emptied", async () => {
    const file = await freshFile();
    const store = await openStore({ kind: "sqlite", file });
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
    const database = new Sqlite(file);
    expect(() => database.exec(`update audit set user_name = 'bob'`)).toThrow("append-only");
    expect(() => database.exec("delete from audit")).toThrow("append-only");
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
    database.close();
  });

  test("finds after an upgrade what was scanned before it", async () => {
    await expectScansAreFound({ kind: "sqlite", file: await freshFile() });
  });
});
