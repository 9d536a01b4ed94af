import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const moment = (ms: number) => Moment.parse(at(ms));
const trial = (name: string, expires: number) => ({
  tool: toolOf(name),
  path: "lua.yaml",
  text: "id: lua\n",
  by: ann,
  begun: moment(0),
  expires: moment(expires),
});

export function trialsContract(fresh: Fresh): void {
  test("keeps a trial whole over a restart, and one of each tool", async () => {
    const under = await fresh();
    const store = await openFor(under);
    expect(await store.addTrial(trial("trial-lua-1", 10))).toBe(true);
    expect(await store.addTrial(trial("trial-lua-1", 20))).toBe(false);
    expect(await (await openFor(under)).trial(toolOf("trial-lua-1"))).toEqual(trial("trial-lua-1", 10));
    expect(await store.trial(toolOf("foo"))).toBeNull();
  });

  test("names those whose time is over, until they are removed", async () => {
    const store = await openFor(await fresh());
    for (const [name, expires] of [
      ["a1", 10],
      ["b1", 30],
      ["c1", 20],
    ] as const)
      await store.addTrial(trial(name, expires));
    const ended = async (ms: number) => (await store.endedTrials(moment(ms))).map(({ tool }) => tool);
    expect(await ended(9)).toEqual([]);
    expect(await ended(20)).toEqual(["a1", "c1"]);
    await store.endTrial(toolOf("b1"), moment(15));
    await store.endTrial(toolOf("a1"), moment(15));
    expect(await ended(16)).toEqual(["a1", "b1"]);
    await store.removeTrial(toolOf("a1"));
    expect(await ended(16)).toEqual(["b1"]);
  });

  test("outlives its tool, so that what is left of it is removed", async () => {
    const store = await openFor(await fresh());
    await store.addTrial(trial("foo", 10));
    await addTool(store, "foo");
    await store.deleteTool(toolOf("foo"));
    expect(await store.trial(toolOf("foo"))).not.toBeNull();
  });
}
