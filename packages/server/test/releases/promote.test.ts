import { type PromotionRule, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import { pause } from "../../src/core/releases/pause.ts";
import { planPromotion } from "../../src/core/releases/planned-promotion.ts";
import { promote } from "../../src/core/releases/promote.ts";
import { promoteWhenHealthy } from "../../src/core/releases/promote-when-healthy.ts";
import { rollback } from "../../src/core/releases/rollback.ts";
import type { RunEnd } from "../../src/core/ports/run-store.ts";
import { ada, bar, commitOf, foo, imageOf, openReleases } from "./open-releases.ts";

const web = { command: "app", port: 8000, replicas: 1, memory: "64Mi", cpu: "500m" };

test("moves the same image, with the target's settings and copies, and the source's commands", async () => {
  const on = await openReleases();
  await on.deployed(bar, 7, { settings: 2, processes: { web: { ...web, command: "old", replicas: 3 }, gone: web } });
  await on.deployed(foo, 1, {
    settings: 9,
    processes: { web: { ...web, command: "new" }, worker: { ...web, command: "w" } },
    release_command: "migrate",
  });
  on.settings.set(bar, 4);
  const made = await promote(on.deps, { from: foo, to: bar, by: ada });
  expect(made).toMatchObject({
    tool: "bar",
    number: 2,
    of: 1,
    cause: "promotion",
    commit: commitOf(1),
    image: imageOf(1),
    settings: 4,
    subject: "Change 1",
  });
  expect(on.images).toContain(`bar@${imageOf(1)}`);
  expect(await on.present(bar)).toMatchObject({
    image: `127.0.0.1:5000/bar@${imageOf(1)}`,
    settings: 4,
    build: null,
    release_command: "migrate",
    processes: { web: { command: "new", replicas: 3 }, worker: { command: "w", replicas: 1 } },
  });
  expect(Object.keys((await on.present(bar)).processes)).toEqual(["web", "worker"]);
});

test("is a tool's first release, does not take the rule on, and is not repeated", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1, { promote: { to: bar, when: "manual" } });
  expect(await promote(on.deps, { from: foo, to: bar, by: ada })).toMatchObject({ number: 1 });
  expect((await on.present(bar)).promote).toBeUndefined();
  const head = await on.control.head();
  expect(await promote(on.deps, { from: foo, to: bar, by: ada })).toBeNull();
  expect(await on.control.head()).toBe(head);
});

test("leaves restarts with the tool that was restarted", async () => {
  const on = await openReleases();
  await on.deployed(bar, 1, { processes: { web: { ...web, restarts: 3 } } });
  await on.deployed(foo, 1, { processes: { web: { ...web, restarts: 1 } } });
  expect(await promote(on.deps, { from: foo, to: bar, by: ada })).toBeNull();
  await on.deployed(foo, 2, { processes: { web: { ...web, restarts: 2 } } });
  expect(await promote(on.deps, { from: foo, to: bar, by: ada })).toMatchObject({ number: 2 });
  expect((await on.present(bar)).processes["web"]).toMatchObject({ restarts: 3 });
});

test("refuses a tool that is not there, nothing live, itself, and a paused target", async () => {
  const on = await openReleases();
  await expect(promote(on.deps, { from: foo, to: bar, by: ada })).rejects.toThrow("Nothing of foo is live");
  await on.deployed(foo, 1);
  await expect(promote(on.deps, { from: foo, to: foo, by: ada })).rejects.toMatchObject({ code: "invalid-request" });
  await pause(on.deps, bar, { by: ada, why: "release day" });
  await expect(promote(on.deps, { from: foo, to: bar, by: ada })).rejects.toThrow("paused by ada (release day)");
  await on.store.deleteTool(bar);
  await expect(promote(on.deps, { from: foo, to: bar, by: ada })).rejects.toMatchObject({ code: "not-found" });
});

test("the release that was live is promoted, not one that is still being deployed", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1);
  await on.push(foo, 2);
  expect(await promote(on.deps, { from: foo, to: bar, by: ada })).toMatchObject({ of: 1, image: imageOf(1) });
});

/** A release of foo that is to go to bar by itself. */
async function openPlanned() {
  const on = await openReleases();
  const state = { healthy: true, problems: [] as unknown[], woken: 0 };
  const tests = { runs: on.store, wakeRuns: () => void (state.woken += 1) };
  const deps = { ...on.deps, ...tests, healthy: () => Promise.resolve(state.healthy), settleSeconds: 60 };
  const look = (): Promise<void> => promoteWhenHealthy(deps, (error) => void state.problems.push(error));
  const deploy = async (n: number, more: Partial<PromotionRule> = {}) => {
    const release = await on.push(foo, n, { promote: { to: bar, when: "healthy", ...more } });
    await planPromotion(on.deps, await on.present(foo), 60);
    await on.live(release);
    return release;
  };
  return { ...on, state, look, deploy };
}

test("a healthy release is promoted after its time, once, whoever looks", async () => {
  const on = await openPlanned();
  await on.deploy(1);
  await on.look();
  expect(await on.control.read(bar)).toBeNull();
  on.pass(61_000);
  await Promise.all([on.look(), on.look()]);
  expect(await on.present(bar)).toMatchObject({ image: `127.0.0.1:5000/bar@${imageOf(1)}` });
  expect(await on.store.promotion(foo)).toMatchObject({ state: "done" });
  const releases = await on.store.releases(bar, { limit: 9 });
  expect(releases.filter(({ state }) => state === "pending")).toHaveLength(1);
  on.pass(120_000);
  await on.look();
  expect(await on.store.releases(bar, { limit: 9 })).toHaveLength(releases.length);
  expect(on.state.problems).toEqual([]);
});

test("what is not healthy waits, and what is no longer live is given up", async () => {
  const on = await openPlanned();
  await on.deploy(1);
  on.state.healthy = false;
  on.pass(61_000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "waiting", reason: "v1 is not healthy now" });
  on.state.healthy = true;
  await on.deployed(foo, 2);
  on.pass(61_000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "ended", reason: "v1 is no longer live" });
  expect(await on.control.read(bar)).toBeNull();
});

test("a promotion that was cut off before it was written down is not done over a rollback since", async () => {
  const on = await openPlanned();
  await on.deployed(bar, 9);
  await on.deploy(1);
  on.pass(61_000);
  const made = await promote(on.deps, { from: foo, to: bar, by: ada });
  if (made === null) throw new Error("not promoted");
  await on.live(made);
  await rollback(on.deps, { tool: bar, by: ada });
  await on.look();
  expect((await on.present(bar)).image).toContain(imageOf(9));
  expect(await on.store.promotion(foo)).toMatchObject({ state: "done" });
});

test("who pushes must be a maintainer of the target, or it is refused and written into the audit log", async () => {
  const on = await openPlanned();
  await on.deploy(1);
  await on.store.removeMember(bar, ada);
  await on.store.putMember(bar, { user: UserName.parse("bob"), role: "maintainer" });
  on.pass(61_000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "ended", reason: "ada is no maintainer of bar" });
  expect(await on.store.auditLog({ limit: 1 })).toMatchObject([{ action: "release.promote", subject: "foo", result: "refused" }]);
});

test("a paused target is waited for", async () => {
  const on = await openPlanned();
  await on.deploy(1);
  await pause(on.deps, bar, { by: ada, why: "" });
  on.pass(61_000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "waiting", reason: "Deployments of bar are paused by ada." });
  await on.store.endPause(bar, null);
  on.pass(61_000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "done", reason: "v1 of bar" });
});

test("neither a rollback nor a change sends an old image on", async () => {
  const on = await openReleases();
  await on.deployed(foo, 1, { promote: { to: bar, when: "healthy" } });
  await on.deployed(foo, 2, { promote: { to: bar, when: "healthy" } });
  await rollback(on.deps, { tool: foo, by: ada });
  await planPromotion(on.deps, await on.present(foo), 0);
  expect(await on.store.promotion(foo)).toBeNull();
});

test("a protected tool takes what two people want: the same image, asked for within a week", async () => {
  const on = await openReleases();
  const grace = UserName.parse("grace");
  const ask = (by: UserName) => promote(on.deps, { from: foo, to: bar, by });
  await on.deployed(bar, 9);
  await on.deployed(foo, 1);
  await on.deps.store.protect(bar, { by: ada, at: on.deps.clock.now() as never });
  const waits = {
    code: "wrong-state",
    message: expect.stringContaining("another maintainer of bar has to say the same within 7 days: sluice promote foo bar"),
  };
  await expect(ask(ada)).rejects.toMatchObject(waits);
  await expect(ask(ada)).rejects.toMatchObject(waits);
  await on.deployed(foo, 2);
  await expect(ask(grace)).rejects.toMatchObject(waits);
  expect((await on.present(bar)).image).toBe(`127.0.0.1:5000/bar@${imageOf(9)}`);
  expect(await ask(ada)).toMatchObject({ tool: "bar", image: imageOf(2) });
  await on.deployed(foo, 3);
  await expect(ask(grace)).rejects.toMatchObject(waits);
});

/** A run of the test that decides, to its end as a worker brings it there. */
async function endTest(on: Awaited<ReturnType<typeof openPlanned>>, ending: Pick<RunEnd, "state" | "fault" | "reason">) {
  const lease = await on.store.claimRun("worker", on.clock.now(), 60_000, { total: 5, perTool: 5 });
  if (lease === null) throw new Error("nothing is queued");
  await on.store.beginAttempt(lease.run.id, "worker");
  await on.store.finishRun(lease.run.id, "worker", { exitCode: null, ...ending }, on.clock.now());
  return lease.run;
}

test("a release with a test goes on when the test has ended well, which is begun once", async () => {
  const on = await openPlanned();
  await on.deploy(1, { test: "pytest tests/live", timeout: 600 });
  on.pass(61_000);
  await on.look();
  await on.look();
  on.pass(3000);
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({
    state: "waiting",
    reason: expect.stringMatching(/^run \d+ tests it: sluice runs log/),
  });
  expect(await on.control.read(bar)).toBeNull();
  expect(on.state.woken).toBe(1);
  const run = await endTest(on, { state: "succeeded", fault: null, reason: null });
  expect(run).toMatchObject({ tool: "foo", command: "pytest tests/live", timeout: 600, cause: "promotion", askedBy: "ada" });
  on.pass(3000);
  await on.look();
  expect(await on.present(bar)).toMatchObject({ image: `127.0.0.1:5000/bar@${imageOf(1)}` });
  expect(await on.store.promotion(foo)).toMatchObject({ state: "done" });
  expect(on.state.problems).toEqual([]);
});

test("a release whose test fails stays, with the reason; the next one is tested anew", async () => {
  const on = await openPlanned();
  await on.deploy(1, { test: "pytest tests/live" });
  on.pass(61_000);
  await on.look();
  const { id } = await endTest(on, { state: "failed", fault: "code", reason: "It ended with exit code 1." });
  on.pass(3000);
  await on.look();
  const reason = `its test failed: It ended with exit code 1. sluice runs log ${id} -t foo`;
  expect(await on.store.promotion(foo)).toMatchObject({ state: "ended", reason });
  expect(await on.control.read(bar)).toBeNull();
  await on.deploy(2, { test: "pytest tests/live" });
  on.pass(61_000);
  await on.look();
  expect(await endTest(on, { state: "succeeded", fault: null, reason: null })).toMatchObject({ release: 2 });
});

test("a test that our parts made fail is begun again, and not for ever", async () => {
  const on = await openPlanned();
  await on.deploy(1, { test: "pytest tests/live" });
  on.pass(61_000);
  for (let turn = 0; turn < 3; turn += 1) {
    await on.look();
    await endTest(on, { state: "failed", fault: "platform", reason: "It vanished." });
    on.pass(3000);
  }
  await on.look();
  expect(await on.store.promotion(foo)).toMatchObject({ state: "ended", reason: expect.stringContaining("It vanished.") });
  expect(on.state.woken).toBe(3);
});
