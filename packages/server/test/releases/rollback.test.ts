import { ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import { endUncommitted } from "../../src/core/releases/end-uncommitted.ts";
import { rollback } from "../../src/core/releases/rollback.ts";
import { ada, bar, commitOf, foo, imageOf, openReleases } from "./open-releases.ts";

const v = (n: number) => ReleaseNumber.parse(n);

test("brings back the whole of what was live before, as a new release", async () => {
  const on = await openReleases();
  const nightly = {
    command: "night",
    schedule: "@daily",
    timezone: "UTC",
    timeout: 60,
    retries: 0,
    concurrency: "forbid" as const,
    memory: "64Mi",
    cpu: "500m",
  };
  await on.deployed(foo, 1, { settings: 5, jobs: { nightly }, release_command: "migrate 1" });
  await on.deployed(foo, 2, { settings: 6, release_command: "migrate 2" });
  const made = await rollback(on.deps, { tool: foo, by: ada });
  expect(made).toMatchObject({ number: 3, of: 1, cause: "rollback", author: "ada", subject: "Change 1", image: imageOf(1), settings: 5 });
  const file = await on.present(foo);
  expect(file).toMatchObject({
    release: 3,
    build: null,
    commit: commitOf(1),
    settings: 5,
    processes: { web: { command: "app 1" } },
    jobs: { nightly },
  });
  expect(file.release_command).toBeUndefined();
});

test("without a number goes to what was live before the present release: there and back", async () => {
  const on = await openReleases();
  for (const n of [1, 2, 3]) await on.deployed(foo, n);
  const of: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const made = await rollback(on.deps, { tool: foo, by: ada });
    await on.live(made);
    of.push(made.of);
  }
  expect(of).toEqual([2, 3, 4]);
  expect((await on.present(foo)).image).toContain(imageOf(2));
});

test("while a release is being deployed goes back to the one that serves", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  await on.deployed(foo, 2);
  await on.push(foo, 3);
  expect(await rollback(on.deps, { tool: foo, by: ada })).toMatchObject({ of: 2, number: 4 });
});

test("passes over a release that never was live, and refuses it by name", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  const broken = await on.push(foo, 2);
  await on.store.setReleaseState(foo, broken.number, { state: "failed", reason: "it crashed" });
  await on.deployed(foo, 3);
  expect(await rollback(on.deps, { tool: foo, by: ada })).toMatchObject({ of: 1 });
  await expect(rollback(on.deps, { tool: foo, by: ada, release: v(2) })).rejects.toThrow("never was live");
  await expect(rollback(on.deps, { tool: foo, by: ada, release: v(9) })).rejects.toMatchObject({ code: "not-found" });
});

test("refuses when nothing was before, or the image is gone, and leaves nothing behind", async () => {
  const on = await openReleases();
  await expect(rollback(on.deps, { tool: bar, by: ada })).rejects.toThrow("no release yet");
  await on.deployed(foo, 1);
  await expect(rollback(on.deps, { tool: foo, by: ada })).rejects.toThrow("Nothing was live");
  await on.deployed(foo, 2);
  on.images.delete(`foo@${imageOf(1)}`);
  const head = await on.control.head();
  await expect(rollback(on.deps, { tool: foo, by: ada })).rejects.toThrow("is gone");
  expect(await on.control.head()).toBe(head);
  expect(await on.store.releases(foo, { limit: 9 })).toHaveLength(2);
});

test("works although the registry does not answer, and for a tool that was stopped", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  on.breakRegistry();
  const author = { name: "ada", email: "ada@localhost" };
  await on.control.commit(foo, null, { author, subject: "Stop", body: "", trailers: {} });
  expect(await rollback(on.deps, { tool: foo, by: ada, release: v(1) })).toMatchObject({ number: 2, of: 1 });
});

test("many at once make a number and a commit each, and none is lost or doubled", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  await on.deployed(foo, 2);
  const made = await Promise.all([1, 2, 1].map((n) => rollback(on.deps, { tool: foo, by: ada, release: v(n) })));
  const releases = await on.store.releases(foo, { limit: 50 });
  const committed = releases.filter(({ state, build }) => state === "pending" && build === null);
  expect(committed.map(({ number }) => number).toSorted()).toEqual(made.map(({ number }) => number).toSorted());
  expect((await on.present(foo)).release).toBe(Math.max(...made.map(({ number }) => number)));
});

test("a release whose commit never came is ended by the next start, one that was committed is not", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  await on.deployed(foo, 2);
  const killed = { ...on.deps, control: { ...on.control, commit: () => new Promise<never>(() => undefined) } };
  void rollback(killed, { tool: foo, by: ada });
  await expect.poll(() => on.store.releases(foo, { limit: 9 })).toHaveLength(3);
  await endUncommitted(on.deps, 60_000);
  expect(await on.store.release(foo, v(3))).toMatchObject({ state: "pending" });
  await endUncommitted(on.deps, 0);
  expect(await on.store.release(foo, v(3))).toMatchObject({
    state: "failed",
    fault: "platform",
    reason: expect.stringContaining("was not committed"),
  });
  const next = await rollback(on.deps, { tool: foo, by: ada });
  await endUncommitted(on.deps, 0);
  expect(await on.store.release(foo, next.number)).toMatchObject({ number: 4, state: "pending" });
});
