import { noDockerfiles } from "../../src/core/dockerfiles/plan-dockerfile.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Moment } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileLogs } from "../../src/adapters/logs-files/file-logs.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import type { BuildsDependencies } from "../../src/core/builds/builds-dependencies.ts";
import { startWorker } from "../../src/core/builds/work.ts";
import type { BuildOutcome } from "../../src/core/ports/engine.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { readFileSync } from "node:fs";
import { languageSet } from "../../src/core/languages/own-languages.ts";
import { addTool, newBuild, toolOf } from "../contracts/store-samples.ts";

const procfile = languageSet(
  [],
  [{ path: "languages/procfile.yaml", text: readFileSync(new URL("../../../../languages/procfile.yaml", import.meta.url), "utf8") }],
);

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-clock-"));
  store = await openStore({ kind: "sqlite", file: join(directory, "sluice.db") });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

test("a clock that is set forward while a build runs does not make the server begin it a second time", async () => {
  let ahead = 0;
  const clock = { now: () => Moment.parse(new Date(Date.now() + ahead).toISOString()), monotonic: () => performance.now() };
  const begun: number[] = [];
  const outcome = Promise.withResolvers<BuildOutcome>();
  const unused = (): never => {
    throw new Error("not a part of this test");
  };
  const deps: BuildsDependencies = {
    store,
    clock,
    logs: fileLogs(join(directory, "logs")),
    artifacts: { put: unused, stored: unused, remove: unused },
    artifactRules: { each: 1, all: 1 },
    dockerfiles: noDockerfiles,
    engine: {
      build: ({ id }) => {
        begun.push(id);
        return outcome.promise;
      },
      expect: unused,
      forget: unused,
      removeOrphans: async () => [],
    },
    sign: unused,
    refused: async () => null,
    registry: { resolve: unused },
    images: { isGoing: unused },
    sources: {
      submodules: async () => [],
      files: async () => ["Procfile"],
      file: async () => "web: serve\n",
      create: unused,
      commitText: unused,
      tagText: unused,
      remove: unused,
      commit: unused,
      keep: unused,
      moveBranch: unused,
      branch: unused,
      changed: unused,
      ref: unused,
      commitOf: unused,
      updateRef: unused,
      contains: unused,
      ahead: unused,
      entries: unused,
      tidy: unused,
      checkout: unused,
    },
    languages: async () => procfile,
    deploy: { prepare: unused, hold: unused, release: unused, gaveUp: unused, settled: unused, withdraw: unused, failure: unused },
    url: () => "",
    limits: { cpus: 1, memoryMiB: 64, pids: 16, seconds: 60, diskMiB: 64 },
    patienceMs: 0,
    held: async () => null,
    licence: async () => null,
    whole: async ({ commit }) => ({ kind: "whole", commit, paths: [], large: [], left: [] }),
    scanned: async () => null,
    buildSettings: async () => ({}),
    pause: () => Promise.resolve(),
  };
  await addTool(store, "foo");
  const { build } = await store.enqueue(newBuild("foo", 1), clock.now());
  const problems: unknown[] = [];
  const worker = startWorker(deps, {
    holder: "me",
    concurrency: 2,
    leaseMs: 60_000,
    idleMs: 10,
    onProblem: (_what, error) => problems.push(error),
  });
  await expect.poll(() => begun, { timeout: 20_000 }).toEqual([build.id]);

  ahead = 3_600_000;
  for (let look = 0; look < 20; look += 1) {
    worker.wake();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(begun).toEqual([build.id]);

  outcome.resolve({ kind: "failed", fault: "code", reason: "a build step failed", steps: [] });
  await expect.poll(async () => (await store.openBuilds(toolOf("foo"))).length, { timeout: 20_000 }).toBe(0);
  expect(await store.build(build.id)).toMatchObject({ state: "failed", attempts: 1 });
  await worker.stop();
  expect(problems).toEqual([]);
});
