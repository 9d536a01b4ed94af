import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { addTool, at, newBuild } from "../contracts/store-samples.ts";
import { startPostgres } from "../postgres.ts";

async function inSqlite(): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-queue-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return openStore({ kind: "sqlite", file: join(directory, "sluice.db") });
}

async function inPostgres(): Promise<Store> {
  const postgres = await startPostgres();
  onTestFinished(() => postgres[Symbol.asyncDispose]());
  return openStore({ kind: "postgres", url: await postgres.createDatabase() });
}

test.for([
  ["SQLite", inSqlite],
  ["PostgreSQL", inPostgres],
] as const)("a claim in %s takes no longer with 10,000 builds of 1,000 tools in the queue", async ([, open]) => {
  const store = await open();
  onTestFinished(() => store.close());
  for (let tool = 0; tool < 1_000; tool += 1) await addTool(store, `tool${tool}`);
  const quickest = async (from: number, to: number): Promise<number> => {
    const times: number[] = [];
    for (let n = from; n < to; n += 1) {
      const begin = performance.now();
      const lease = await store.claim("one", at(20_000), 60_000, 500);
      times.push(performance.now() - begin);
      expect(lease?.build.tool).toBe(`tool${n}`);
    }
    return Math.min(...times);
  };
  for (let n = 0; n < 50; n += 1) await store.enqueue(newBuild(`tool${n}`, n), at(n));
  const few = await quickest(0, 50);
  for (let n = 50; n < 10_000; n += 1) await store.enqueue(newBuild(`tool${n % 1_000}`, n), at(n));
  expect(await quickest(50, 200)).toBeLessThan(10 * few);
});
