import { expect, onTestFinished, test } from "vitest";
import { liveFile } from "../../src/core/jobs/live-file.ts";
import { pauseJob } from "../../src/core/jobs/job-status.ts";
import { createScheduler, type Scheduler } from "../../src/core/jobs/scheduler.ts";
import { ada, foo, type JobsPlace, openJobs, stillClock, type MovedClock } from "./open-jobs.ts";

const hour = 3600_000;
const minute = 60_000;
const begin = "2026-05-01T10:00:30.000Z";
const hourly = { report: { command: "true", schedule: "@hourly" } };

interface Setting {
  readonly place: JobsPlace;
  readonly clock: MovedClock;
  /** Another server, or the same one after a restart. */
  server(): Scheduler;
  /** What is written down, oldest first: `11:00 queued`. */
  runs(): Promise<readonly string[]>;
  /** Ends what is queued, as a worker would. */
  work(): Promise<void>;
}

async function open(): Promise<Setting> {
  const clock = stillClock(begin);
  const place = await openJobs(clock);
  onTestFinished(() => place[Symbol.asyncDispose]());
  const { store, control } = place;
  return {
    place,
    clock,
    server: () =>
      createScheduler({
        store,
        control,
        clock,
        live: (tool) => liveFile({ store, control }, tool),
        graceMs: hour,
        onQueued: () => undefined,
        onProblem: (what, error) => expect.unreachable(`${what}: ${String(error)}`),
      }),
    async runs() {
      const found = await store.runs(foo, { limit: 100 });
      return found.map(({ scheduled, state }) => `${scheduled?.slice(11, 16) ?? ""} ${state}`).toSorted();
    },
    async work() {
      for (;;) {
        const lease = await store.claimRun("worker", clock.now(), minute, { total: 100, perTool: 100 });
        if (lease === null) return;
        await store.finishRun(lease.run.id, "worker", { state: "succeeded", fault: null, reason: null, exitCode: 0 }, clock.now());
      }
    },
  };
}

test("a job is queued when it is due, with what its release says, and only once", async () => {
  const on = await open();
  await on.place.release({ report: { command: "make report", schedule: "@hourly", memory: "64Mi", retries: 2 } });
  const server = on.server();
  await server.tick();
  expect(await on.runs()).toEqual([]);
  on.clock.set("2026-05-01T11:00:00.000Z");
  for (let n = 0; n < 3; n += 1) await server.tick();
  expect(await on.place.store.runs(foo, { limit: 9 })).toMatchObject([
    {
      job: "report",
      command: "make report",
      memory: "64Mi",
      retries: 2,
      release: 1,
      cause: "schedule",
      scheduled: "2026-05-01T11:00:00.000Z",
      state: "queued",
      reason: null,
    },
  ]);
});

test("two servers, and one that was restarted, queue each moment once", async () => {
  const on = await open();
  await on.place.release(hourly);
  const servers = [on.server(), on.server()];
  await Promise.all(servers.map((server) => server.tick()));
  for (let n = 0; n < 5; n += 1) {
    on.clock.move(hour);
    await Promise.all([...servers, on.server()].map((server) => server.tick()));
    await on.work();
  }
  expect(await on.runs()).toEqual(["11:00 succeeded", "12:00 succeeded", "13:00 succeeded", "14:00 succeeded", "15:00 succeeded"]);
});

test("after a pause of all servers the newest is run late and says so, the others are written down as missed", async () => {
  const on = await open();
  await on.place.release(hourly);
  await on.server().tick();
  on.clock.set("2026-05-01T13:20:00.000Z");
  await on.server().tick();
  expect(await on.runs()).toEqual(["11:00 missed", "12:00 missed", "13:00 queued"]);
  const [late, , missed] = await on.place.store.runs(foo, { limit: 9 });
  expect(late?.reason).toContain("20 min late");
  expect(missed?.reason).toContain("no server was there");
});

test("a job that is new, or gets another schedule, begins now and has missed nothing", async () => {
  const on = await open();
  const server = on.server();
  await server.tick();
  on.clock.move(5 * hour);
  await on.place.release(hourly);
  await server.tick();
  on.clock.move(2 * hour);
  await on.place.release({ report: { command: "true", schedule: "*/5 * * * *" } });
  await server.tick();
  expect(await on.runs()).toEqual([]);
  on.clock.move(5 * minute);
  await server.tick();
  expect(await on.runs()).toEqual(["17:05 queued"]);
});

test("a release that is not live yet changes nothing; when it is, its jobs count", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  await on.place.release({ other: { command: "true", schedule: "@hourly" } }, "deploying");
  on.clock.move(hour);
  await server.tick();
  await on.place.goLive(2);
  await server.tick();
  on.clock.move(hour);
  await server.tick();
  const runs = await on.place.store.runs(foo, { limit: 9 });
  expect(runs.map(({ job, release }) => `${job} v${release}`)).toEqual(["other v2", "report v1"]);
});

test("a clock that jumps forward and back neither doubles nor loses a run", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  on.clock.set("2026-05-01T11:00:00.000Z");
  await server.tick();
  await on.work();
  on.clock.set("2026-05-01T15:00:10.000Z");
  await server.tick();
  await on.work();
  expect(await on.runs()).toEqual(["11:00 succeeded", "12:00 missed", "13:00 missed", "14:00 missed", "15:00 succeeded"]);
  // it was wrong: the hours come after all, and each is run once
  on.clock.set("2026-05-01T10:59:50.000Z");
  for (let n = 0; n < 6 * 60; n += 1) {
    await server.tick();
    if (n % 30 === 0) await on.work();
    on.clock.move(minute);
  }
  await on.work();
  expect(await on.runs()).toEqual(["11", "12", "13", "14", "15", "16"].map((at) => `${at}:00 succeeded`));
});

test("a clock that goes back by seconds, as clocks do, changes nothing", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  on.clock.set("2026-05-01T11:00:00.000Z");
  await server.tick();
  on.clock.move(-5000);
  for (let n = 0; n < 8; n += 1) {
    await server.tick();
    on.clock.move(1000);
  }
  expect(await on.runs()).toEqual(["11:00 queued"]);
});

test("a paused job is not run; resumed, it goes on from then and has missed nothing", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  const deps = { ...on.place, clock: on.clock, changed: server.refresh };
  expect(await pauseJob(deps, foo, "report", ada)).toMatchObject({ pausedBy: "ada", next: null });
  on.clock.move(3 * hour);
  await server.tick();
  await on.server().tick();
  expect(await pauseJob(deps, foo, "report", null)).toMatchObject({ pausedBy: null, next: "2026-05-01T14:00:00.000Z" });
  await server.tick();
  expect(await on.runs()).toEqual([]);
  on.clock.move(hour);
  await server.tick();
  expect(await on.runs()).toEqual(["14:00 queued"]);
});

test("a job that left the release is forgotten, and missed nothing when it comes back", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  await on.place.release({});
  await server.tick();
  on.clock.move(3 * hour);
  await server.tick();
  await on.place.release(hourly);
  await server.tick();
  expect(await on.runs()).toEqual([]);
});

test("a deleted tool is scheduled no more", async () => {
  const on = await open();
  await on.place.release(hourly);
  const server = on.server();
  await server.tick();
  await on.place.store.deleteTool(foo);
  on.clock.move(hour);
  await server.tick();
  await server.tick();
  expect(await on.runs()).toEqual([]);
});
