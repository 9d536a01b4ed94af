import { Moment, PreviewName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { PreviewRow } from "../../src/core/ports/preview-store.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { runNameOf } from "../../src/core/previews/run-name.ts";
import { addTool, ann, at, bob, commitOf, image, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const moment = (ms: number) => Moment.parse(at(ms));
const name = (text: string) => PreviewName.parse(text);
const key = { tool: toolOf("foo"), name: name("blue") };
const limits = { perTool: 3, total: 4 };

function wish(more: Partial<PreviewRow> = {}): Omit<PreviewRow, "ending"> {
  const source = { kind: "upload" as const, commit: commitOf(1), from: null, changed: false };
  return { ...key, source, subject: "Try", by: ann, created: moment(0), expires: moment(1000), secrets: false, ...more };
}

async function release(store: Store, build: number | null = null) {
  const settings = { settings: 0, subject: "", author: "ann", cause: "upload" as const, created: moment(0) };
  return store.addRelease({ ...settings, tool: runNameOf(key), build: build as never, commit: commitOf(1), image });
}

export function previewsContract(fresh: Fresh): void {
  test("a preview is made once; a new wish changes it and leaves when it was made", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    expect(await store.preview(key)).toBeNull();
    expect(await store.putPreview(wish(), limits)).toBe("done");
    const second = wish({
      source: { kind: "commit", commit: commitOf(2) },
      by: bob,
      created: moment(9),
      expires: moment(5000),
      secrets: true,
    });
    expect(await store.putPreview(second, limits)).toBe("done");
    expect(await store.preview(key)).toEqual({ ...second, created: at(0), ending: false });
    expect(await store.previews(null)).toHaveLength(1);
  });

  test("there are never more than the limits, however many ask at once", async () => {
    const stores = await openFour(await fresh());
    for (const tool of ["foo", "bar"]) await addTool(stores[0], tool);
    const ask = (tool: string) => stores.map((store, n) => store.putPreview(wish({ tool: toolOf(tool), name: name(`blue-${n}`) }), limits));
    expect((await Promise.all(ask("foo"))).toSorted()).toEqual(["done", "done", "done", "tool"]);
    expect((await Promise.all(ask("bar"))).toSorted()).toEqual(["all", "all", "all", "done"]);
    expect(await stores[1].previews(null)).toHaveLength(4);
  });

  test("ends when its time is over, and takes no wish, file or release then", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.putPreview(wish(), limits);
    expect(await store.extendPreview(key, moment(2000))).toBe(true);
    await store.expirePreviews(moment(1999));
    expect(await store.preview(key)).toMatchObject({ ending: false, expires: at(2000) });
    await store.expirePreviews(moment(2000));
    expect(await store.preview(key)).toMatchObject({ ending: true });
    expect(await store.putPreview(wish(), limits)).toBe("ending");
    expect(await store.extendPreview(key, moment(9000))).toBe(false);
    await expect(release(store)).rejects.toMatchObject({ code: "not-found" });
  });

  test("ends earlier or later when the clock that its end is told in is set", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.putPreview({ ...wish(), expires: moment(2000) }, limits);
    await store.movePreviewEnds(500);
    expect(await store.preview(key)).toMatchObject({ expires: at(2500) });
    await store.movePreviewEnds(-2000);
    expect(await store.preview(key)).toMatchObject({ expires: at(500) });
  });

  test("keeps what the tool would run of it, and its releases until it is removed", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await expect(release(store)).rejects.toMatchObject({ code: "not-found" });
    await store.putPreview(wish(), limits);
    const file = {
      tool: key.tool,
      image: `127.0.0.1:5000/foo@${image}`,
      commit: commitOf(1),
      pipeline: "main",
      processes: { web: { command: "app", port: 8000, replicas: 2, memory: "64Mi", cpu: "500m" } },
      jobs: { nightly: { command: "x", schedule: "@daily", timeout: 60, retries: 0, concurrency: "forbid" as const } },
    };
    expect(await store.previewFile(key)).toBeNull();
    expect(await store.keepPreviewFile(key, file as never)).toBe(true);
    expect(await store.previewFile(key)).toMatchObject({ image: file.image, processes: file.processes });

    const one = await release(store);
    expect(one).toMatchObject({ tool: "blue--foo", number: 1, cause: "upload" });
    expect(await store.previewImages()).toEqual([{ tool: "foo", image }]);
    await store.setReleaseState(runNameOf(key), one.number, { state: "live", live: at(5) });
    expect((await store.liveRelease(runNameOf(key)))?.number).toBe(1);
    expect(await store.liveRelease(key.tool)).toBeNull();

    await store.removePreview(key);
    expect(await store.preview(key)).not.toBeNull();
    expect(await store.endPreview(key)).toBe(true);
    await store.removePreview(key);
    expect(await store.preview(key)).toBeNull();
    expect(await store.releases(runNameOf(key), { limit: 5 })).toEqual([]);
    expect(await store.previewImages()).toEqual([]);
    expect(await store.endPreview(key)).toBe(false);
  });

  test("goes with its tool, with its releases and no other tool's", async () => {
    const store = await openFor(await fresh());
    for (const tool of ["foo", "a-foo"]) await addTool(store, tool);
    await store.putPreview(wish(), limits);
    await release(store);
    const settings = { settings: 0, subject: "", author: "ann", cause: "push" as const, created: moment(0), build: null };
    await store.addRelease({ ...settings, tool: toolOf("a-foo"), commit: commitOf(1), image });
    await store.deleteTool(key.tool);
    expect(await store.previews(null)).toEqual([]);
    expect(await store.releases(runNameOf(key), { limit: 5 })).toEqual([]);
    expect(await store.releases(toolOf("a-foo"), { limit: 5 })).toHaveLength(1);
  });

  test("an upload takes no queued push's place, a push takes an upload's, and previews only their own", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const upload = { from: null, changed: false };
    const queue = async (commit: number, more: Parameters<typeof newBuild>[2]) =>
      (await store.enqueue(newBuild("foo", commit, { latestWins: true, key: `k${commit}`, ...more }), at(commit))).superseded;
    expect(await queue(1, {})).toEqual([]);
    expect(await queue(2, { upload })).toEqual([]);
    expect(await queue(3, { upload })).toEqual([2]);
    expect(await queue(4, { upload, preview: key.name })).toEqual([]);
    expect(await queue(5, { preview: name("red") })).toEqual([]);
    expect(await queue(6, {})).toEqual([1, 3]);
    expect(await queue(7, { preview: key.name })).toEqual([4]);
    expect(await store.build(7 as never)).toMatchObject({ preview: "blue", upload: null });
    expect(await store.build(3 as never)).toMatchObject({ preview: null, upload });
  });
}
