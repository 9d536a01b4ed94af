import { NewRun } from "@sluice/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { cancelRun, endRuns, retryRun, runCommand, runJob } from "../../src/core/jobs/ask.ts";
import { pruneRuns, tidyRuns } from "../../src/core/jobs/tidy-runs.ts";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { ada, foo } from "./open-jobs.ts";
import { openWorker } from "./open-worker.ts";

const command = (text: string, more: Partial<NewRun> = {}): NewRun => NewRun.parse({ command: text, memory: "64Mi", ...more });
const job = (text: string, more: object = {}): object => ({ command: text, schedule: "@daily", memory: "64Mi", ...more });

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(() => engine?.[Symbol.asyncDispose]());

const containers = async (): Promise<readonly string[]> => (await engine.runtime.runs()).map(({ key, state }) => `${key} ${state}`);

test("a one-off runs to its end: exit code, output and errors apart, and its container goes", async () => {
  const on = await openWorker(engine);
  await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text once -exit 3"), ada);
  expect(asked).toMatchObject({ state: "queued", job: null, cause: "manual", askedBy: "ada" });
  const run = await on.until(asked.id, "failed");
  expect(run).toMatchObject({ exitCode: 3, fault: "code", reason: "It ended with exit code 3.", attempts: 1 });
  await vi.waitFor(async () => expect(await on.place.logs.isComplete(`run-${run.id}`)).toBe(true), 30_000);
  expect((await on.place.text(`run-${run.id}`)).toSorted()).toEqual([
    "sluice: It ended with exit code 3.",
    "sluice: v1: app -text once -exit 3",
    "stderr: app once gives up",
    "stdout: app once starts as 1000",
  ]);
  await vi.waitFor(async () => expect(await containers()).toEqual([]), 30_000);
  expect(on.problems).toEqual([]);
});

test("a run that succeeds, one over its time and one over its memory end as what they are", async () => {
  const on = await openWorker(engine);
  await on.start();
  const well = await runCommand(on.ask, foo, command("app -exit 0"), ada);
  const slow = await runCommand(on.ask, foo, command("app -worker", { timeout: 1 }), ada);
  const big = await runCommand(on.ask, foo, command("app -memory 200"), ada);
  expect(await on.until(well.id, "succeeded")).toMatchObject({ exitCode: 0, reason: null });
  expect(await on.until(slow.id, "timed-out")).toMatchObject({ fault: "code", reason: "It took longer than 1 s and was ended." });
  expect(await on.until(big.id, "failed")).toMatchObject({ reason: "It used more than its 64Mi of memory and was ended." });
});

test("a job that fails is tried again after a pause, as often as it says, in one run", async () => {
  const on = await openWorker(engine, { nightly: job("app -text sad -exit 4", { retries: 1 }) });
  await on.start();
  const asked = await runJob(on.ask, foo, "nightly", ada);
  await on.said(asked.id, "It is tried again in 10 s.");
  const waits = await on.until(asked.id, "queued");
  expect(waits).toMatchObject({ attempts: 1, failures: 1, exitCode: 4 });
  await expect(runJob(on.ask, foo, "nightly", ada)).rejects.toMatchObject({ code: "wrong-state" });
  on.clock.move(10_000);
  expect(await on.until(asked.id, "failed")).toMatchObject({ attempts: 2, exitCode: 4 });
  expect((await on.place.text(`run-${asked.id}`)).filter((line) => line === "stderr: app sad gives up")).toHaveLength(2);
  await vi.waitFor(async () => expect(await containers()).toEqual([]), 30_000);
  const again = await retryRun(on.ask, await on.until(asked.id, "failed"), ada);
  expect(again).toMatchObject({ job: "nightly", cause: "retry", command: "app -text sad -exit 4" });
  await on.said(again.id, "It is tried again");
  const queued = await on.until(again.id, "queued");
  expect(await cancelRun(on.ask, queued, ada)).toMatchObject({ state: "cancelled", reason: "Cancelled by ada." });
});

test("cancel ends a run within seconds and says by whom", async () => {
  const on = await openWorker(engine);
  await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text long -worker"), ada);
  await on.said(asked.id, "app long starts");
  await cancelRun(on.ask, await on.until(asked.id, "running"), ada);
  expect(await on.until(asked.id, "cancelled")).toMatchObject({ reason: "Cancelled by ada.", fault: null });
  await expect(cancelRun(on.ask, await on.until(asked.id, "cancelled"), ada)).rejects.toMatchObject({ code: "wrong-state" });
  await vi.waitFor(async () => expect(await containers()).toEqual([]), 30_000);
});

test("a run goes on without its server; the next one takes it up with its whole log and its exit code", async () => {
  const on = await openWorker(engine);
  const first = await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text steady -exit-after 4s -exit 5"), ada);
  await on.said(asked.id, "app steady starts");
  await first.stop();
  expect(await containers()).toEqual([`run-${asked.id}-1 running`]);
  await on.start();
  expect(await on.until(asked.id, "failed")).toMatchObject({ exitCode: 5, attempts: 1, fault: "code" });
  const printed = (await on.place.text(`run-${asked.id}`)).filter((line) => !line.startsWith("sluice"));
  expect(printed).toEqual(["stdout: app steady starts as 1000", "stderr: app steady gives up"]);
});

test("a run that ended while no server was there has its exit code and its log", async () => {
  const on = await openWorker(engine);
  const first = await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text quick -exit-after 1s -exit 6"), ada);
  await on.said(asked.id, "app quick starts");
  await first.stop();
  await vi.waitFor(async () => expect(await containers()).toEqual([`run-${asked.id}-1 ended`]), 30_000);
  await on.start();
  expect(await on.until(asked.id, "failed")).toMatchObject({ exitCode: 6, attempts: 1 });
  await vi.waitFor(async () => expect(await on.place.text(`run-${asked.id}`)).toContain("stderr: app quick gives up"), 30_000);
  await vi.waitFor(async () => expect(await containers()).toEqual([]), 30_000);
});

test("a run that vanished meanwhile is our fault: a job's is tried again, a one-off's is only told", async () => {
  const on = await openWorker(engine, { nightly: job("app -text phoenix -worker") });
  const first = await on.start();
  const nightly = await runJob(on.ask, foo, "nightly", ada);
  const once = await runCommand(on.ask, foo, command("app -text mayfly -worker"), ada);
  await on.said(nightly.id, "app phoenix starts");
  await on.said(once.id, "app mayfly starts");
  await first.stop();
  for (const { key } of await engine.runtime.runs()) await engine.runtime.removeRun(key, 0);
  await on.start();
  expect(await on.until(once.id, "failed")).toMatchObject({ fault: "platform" });
  await on.said(nightly.id, "It vanished");
  on.clock.move(10_000);
  await vi.waitFor(async () => expect(await containers()).toEqual([`run-${nightly.id}-2 running`]), 30_000);
  await endRuns(on.ask, foo, ada, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  expect((await on.place.store.run(nightly.id))?.reason).toBe("Its tool was deleted by ada.");
});

test("when the tool's rows are gone, what ran of it is ended and its log removed", async () => {
  const on = await openWorker(engine);
  const worker = await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text orphan -worker"), ada);
  await on.said(asked.id, "app orphan starts");
  await on.place.store.deleteTool(foo);
  worker.checkCancel();
  await vi.waitFor(async () => expect(await containers()).toEqual([]), 30_000);
  await vi.waitFor(async () => expect(await on.place.text(`run-${asked.id}`)).toEqual([]), 30_000);
});

test("no more than its share runs of one tool at a time", async () => {
  const on = await openWorker(engine);
  await on.start({ limits: { total: 4, perTool: 1 } });
  const asked = [];
  for (let n = 0; n < 3; n += 1) asked.push(await runCommand(on.ask, foo, command("app -exit-after 300ms -exit 0"), ada));
  for (const { id } of asked) await on.until(id, "succeeded");
  const ended = await Promise.all(asked.map(({ id }) => on.place.store.run(id)));
  const [a, b, c] = ended;
  expect([a?.ended, b?.ended].map(Number.isNaN)).toEqual([false, false]);
  expect((a?.ended ?? "") <= (b?.started ?? "") && (b?.ended ?? "") <= (c?.started ?? "")).toBe(true);
});

test("what is secret is taken out before it is kept", async () => {
  const on = await openWorker(engine);
  await on.start({ redact: () => Promise.resolve((text) => text.replaceAll("hunter2", "[redacted]")) });
  const asked = await runCommand(on.ask, foo, command("app -text hunter2 -exit 0"), ada);
  await on.until(asked.id, "succeeded");
  const lines = await on.place.text(`run-${asked.id}`);
  expect(lines).toContain("stdout: app [redacted] starts as 1000");
});

test("what a kill between two steps leaves is tidied up, and old runs go with their logs", async () => {
  const on = await openWorker(engine);
  const worker = await on.start();
  const asked = await runCommand(on.ask, foo, command("app -text left -exit 0"), ada);
  await on.until(asked.id, "succeeded");
  await worker.stop();
  // killed after the result was written down and before the container went and the log was closed
  const never = new AbortController().signal;
  const request = {
    tool: foo,
    release: 1,
    image: engine.image,
    env: {},
    files: [],
    name: "run",
    command: "app -worker",
    memory: "64Mi",
    cpu: "500m",
  };
  const left = engine.runtime.run({ ...request, key: `run-${asked.id}-1`, timeoutSeconds: 60, skip: 0 }, () => undefined, never);
  await vi.waitFor(async () => expect(await containers()).toHaveLength(1), 30_000);
  await on.place.logs.append("run-999", []);
  await tidyRuns(on.deps);
  await Promise.allSettled([left]);
  expect(await containers()).toEqual([]);
  expect(await on.place.logs.unfinished()).toEqual([]);
  on.clock.move(31 * 24 * 3600_000);
  expect(await pruneRuns(on.deps, { days: 30, runs: 10 })).toBe(false);
  expect(await on.place.store.runs(foo, { limit: 9 })).toEqual([]);
  expect(await on.place.text(`run-${asked.id}`)).toEqual([]);
});
