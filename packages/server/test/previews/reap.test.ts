import { Moment, PreviewName, ReleaseFile } from "@sluice/contract";
import { expect, test } from "vitest";
import { createReaper } from "../../src/core/previews/reap.ts";
import { deletePreview, removePreviewsOf } from "../../src/core/previews/remove-preview.ts";
import { runNameOf, type PreviewKey } from "../../src/core/previews/run-name.ts";
import { ada, commitOf, foo, imageOf, openReleases } from "../releases/open-releases.ts";

const blue: PreviewKey = { tool: foo, name: PreviewName.parse("blue") };
const red: PreviewKey = { tool: foo, name: PreviewName.parse("red") };

/** Previews on a real store and control repository; what runs is a set of names, which nobody stops by itself. */
async function openPreviews() {
  const on = await openReleases();
  const running = new Set<string>();
  const removedLogs: string[] = [];
  const deps = {
    ...on.deps,
    runtime: { list: async (run?: string) => (run !== undefined && running.has(run) ? [{ id: "1" } as never] : []) },
    kept: { remove: async (run: string) => void removedLogs.push(run) },
    cancelBuild: async (id: Parameters<typeof on.store.cancel>[0]) => {
      const build = await on.store.cancel(id, on.clock.now());
      if (build === null) throw new Error("no build");
      return build;
    },
  };
  async function preview(key: PreviewKey, ms: number): Promise<void> {
    const now = on.clock.now();
    await on.store.putPreview(
      {
        ...key,
        source: { kind: "commit", commit: commitOf(1) },
        subject: "",
        by: ada,
        secrets: false,
        created: Moment.parse(now),
        expires: Moment.parse(new Date(Date.parse(now) + ms).toISOString()),
      },
      { perTool: 5, total: 5 },
    );
  }
  async function commit(key: PreviewKey): Promise<void> {
    const run = runNameOf(key);
    const image = `127.0.0.1:5000/foo@${imageOf(1)}`;
    const file = ReleaseFile.parse({
      tool: run,
      release: 1,
      image,
      commit: commitOf(1),
      pipeline: "main",
      build: null,
      settings: 0,
      processes: {},
    });
    await on.control.commit(run, file, { author: { name: "ada", email: "a@localhost" }, subject: "Deploy", body: "", trailers: {} });
    running.add(run);
  }
  return { ...on, deps, running, removedLogs, preview, commit, reap: createReaper(deps) };
}

test("a preview whose time is over is removed step by step, and its row goes last", async () => {
  const on = await openPreviews();
  await on.preview(blue, 60_000);
  await on.preview(red, 3_600_000);
  for (const key of [blue, red]) await on.commit(key);
  await on.reap();
  expect(await on.control.read(runNameOf(blue))).not.toBeNull();
  on.pass(60_000);
  await on.reap();
  expect(await on.control.read(runNameOf(blue))).toBeNull();
  expect(await on.store.preview(blue)).toMatchObject({ ending: true });
  expect(on.removedLogs).toEqual([]);
  on.running.delete(runNameOf(blue));
  await on.reap();
  expect(await on.store.preview(blue)).toBeNull();
  expect(on.removedLogs).toEqual(["blue--foo"]);
  expect(await on.control.read(runNameOf(red))).not.toBeNull();
  const [entry] = await on.store.auditLog({ limit: 1 });
  expect(entry).toMatchObject({ user: "sluice", action: "preview.reap", subject: "foo/blue", detail: { why: "expired" } });
});

test("a reaper that was killed in between is followed by one that ends the work", async () => {
  const on = await openPreviews();
  await on.preview(blue, 10);
  await on.commit(blue);
  on.pass(10);
  await on.store.expirePreviews(Moment.parse(on.clock.now()));
  await createReaper(on.deps)();
  on.running.clear();
  await createReaper(on.deps)();
  expect(await on.store.previews(null)).toEqual([]);
  expect(await on.control.read(runNameOf(blue))).toBeNull();
});

test("a preview lives as long as was asked for, wherever the clock is set to meanwhile", async () => {
  const on = await openPreviews();
  const hour = 3_600_000;
  await on.preview(blue, 2 * hour);
  await on.reap();
  on.setClock(72 * hour);
  await on.reap();
  expect(await on.store.preview(blue)).toMatchObject({ ending: false });
  await on.preview(red, 2 * hour);
  on.setClock(-72 * hour);
  on.pass(hour);
  await on.reap();
  expect(await on.store.preview(blue)).toMatchObject({ ending: false });
  on.pass(hour);
  await on.reap();
  expect(await on.store.previews(null)).toEqual([]);
});

test("a file in the control repository without a preview is removed, whoever put it there", async () => {
  const on = await openPreviews();
  await on.deployed(foo, 1);
  await on.preview(red, 60_000);
  for (const key of [blue, red]) await on.commit(key);
  await on.reap();
  expect(await on.control.read(runNameOf(blue))).toBeNull();
  expect(await on.control.read(runNameOf(red))).not.toBeNull();
  expect((await on.present(foo)).release).toBe(1);
  await on.commit(blue);
  await on.reap();
  expect(await on.control.read(runNameOf(blue))).toBeNull();
});

test("deleting cancels the builds of that preview alone, and one that runs is waited for", async () => {
  const on = await openPreviews();
  for (const key of [blue, red]) await on.preview(key, 60_000);
  const queue = async (name: PreviewName | null, commit: number) => {
    const wish = {
      tool: foo,
      pipeline: "main",
      commit: commitOf(commit),
      subject: "",
      author: ada,
      cause: "",
      latestWins: false,
      branchFrom: commitOf(0),
    };
    return (await on.store.enqueue({ ...wish, branch: "", key: `k${commit}`, preview: name }, on.clock.now())).build.id;
  };
  const running = await queue(blue.name, 1);
  await on.store.claim("test", on.clock.now(), 60_000, 1);
  const [waiting, others] = [await queue(blue.name, 2), await queue(red.name, 3)];
  await deletePreview(on.deps, blue, ada);
  expect((await on.store.build(waiting))?.state).toBe("cancelled");
  expect((await on.store.build(others))?.state).toBe("queued");
  expect(await on.store.build(running)).toMatchObject({ state: "running", cancelRequested: true });
  await on.reap();
  expect(await on.store.preview(blue)).toMatchObject({ ending: true });
  await on.store.finish(
    running,
    "test",
    { state: "cancelled", fault: null, reason: null, image: null, release: null, steps: [] },
    on.clock.now(),
  );
  await on.reap();
  expect(await on.store.preview(blue)).toBeNull();
  await expect(deletePreview(on.deps, blue, ada)).rejects.toMatchObject({ code: "not-found" });
});

test("a tool that is deleted takes what its previews run out of the control repository", async () => {
  const on = await openPreviews();
  for (const key of [blue, red]) {
    await on.preview(key, 60_000);
    await on.commit(key);
  }
  await removePreviewsOf(on.deps, foo, ada);
  expect(await on.control.read(runNameOf(blue))).toBeNull();
  expect(await on.control.read(runNameOf(red))).toBeNull();
  expect(on.removedLogs.toSorted()).toEqual(["blue--foo", "red--foo"]);
});
