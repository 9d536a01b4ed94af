import { BuildId } from "@sluice/contract";
import { expect, test } from "vitest";
import { unnumberedRelease } from "../../src/core/releases/make-release.ts";
import { pause, resume } from "../../src/core/releases/pause.ts";
import { ada, commitOf, foo, imageOf, openReleases } from "./open-releases.ts";

/** Paused, with two builds kept back one after the other. */
async function openHeld() {
  const on = await openReleases();
  await on.deployed(foo, 1);
  await pause(on.deps, foo, { by: ada, why: "" });
  const hold = async (n: number): Promise<void> => {
    const at = on.clock.now();
    const wish = { tool: foo, pipeline: "main", commit: commitOf(n), subject: `Change ${n}`, author: ada, cause: "push by ada" };
    const { build } = await on.store.enqueue({ ...wish, latestWins: false, key: at, branch: "main", branchFrom: commitOf(0) }, at);
    const processes = [{ name: "web", command: `app ${n}`, because: "Procfile", copies: 1, spec: {} }];
    const run = { processes, jobs: {}, releaseCommand: null, promote: null };
    const file = unnumberedRelease({ build, repository: "127.0.0.1:5000/foo", digest: imageOf(n), run }, null);
    expect(await on.store.hold(foo, BuildId.parse(build.id), file)).toMatchObject({ by: "ada", held: build.id });
  };
  await hold(2);
  await hold(3);
  return { ...on, hold };
}

test("resume releases the newest of what waited, with the settings of now", async () => {
  const on = await openHeld();
  on.settings.set(foo, 8);
  const release = await resume(on.deps, foo);
  expect(release).toMatchObject({ number: 2, commit: commitOf(3), subject: "Change 3", cause: "push", settings: 8 });
  expect(await on.present(foo)).toMatchObject({
    release: 2,
    image: `127.0.0.1:5000/foo@${imageOf(3)}`,
    settings: 8,
    build: release?.build,
  });
  expect(await on.store.pause(foo)).toBeNull();
});

test("a resume that was cut off before its end is finished by the next, with the same release", async () => {
  const on = await openHeld();
  const killed = { ...on.deps, pauses: { ...on.store, endPause: () => Promise.reject(new Error("killed")) } };
  await expect(resume(killed, foo)).rejects.toThrow("killed");
  const head = await on.control.head();
  expect(await resume(on.deps, foo)).toMatchObject({ number: 2, commit: commitOf(3) });
  expect(await on.control.head()).toBe(head);
  expect(await on.store.releases(foo, { limit: 9 })).toHaveLength(2);
});

test("a build that is kept back while it is resumed is released too", async () => {
  const on = await openHeld();
  let first = true;
  const endPause: typeof on.store.endPause = async (tool, held) => {
    if (first) await on.hold(4);
    first = false;
    return on.store.endPause(tool, held);
  };
  expect(await resume({ ...on.deps, pauses: { ...on.store, endPause } }, foo)).toMatchObject({ number: 3, commit: commitOf(4) });
  expect(await on.store.pause(foo)).toBeNull();
});

test("is refused twice, and without a pause", async () => {
  const on = await openReleases();
  await expect(resume(on.deps, foo)).rejects.toThrow("foo is not paused");
  await pause(on.deps, foo, { by: ada, why: "release day" });
  await expect(pause(on.deps, foo, { by: ada, why: "" })).rejects.toThrow("paused by ada (release day) already");
  expect(await resume(on.deps, foo)).toBeNull();
});
