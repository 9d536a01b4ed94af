import { ToolName } from "@sluice/contract";
import { expect, it } from "vitest";
import type { Instance } from "../ports/runtime.ts";
import { withoutHandwork } from "./left-alone.ts";
import type { Step } from "./plan.ts";

const ended: Instance = {
  id: "1",
  tool: ToolName.parse("hello"),
  release: 1,
  process: "web",
  shape: "s",
  state: "ended",
  exitCode: 1,
  outOfMemory: false,
  address: null,
};
const start: readonly Step[] = [{ kind: "prepare", image: "i" }, { kind: "start", process: "web", copies: 1 }, { kind: "route" }];
const none: ReadonlySet<string> = new Set();
const watched = { crashes: new Map(), watched: true };

it("starts what ended by itself again", () => {
  const steps: readonly Step[] = [{ kind: "remove-ended", instances: [ended] }, ...start];
  expect(withoutHandwork(steps, watched, none)).toEqual(steps);
  const crashes = new Map([["web", { count: 1, notBefore: 0, reason: "" }]]);
  expect(withoutHandwork(start, { crashes, watched: true }, none)).toEqual(start);
});

it("leaves what somebody stopped, removed, changed or added", () => {
  expect(withoutHandwork([{ kind: "remove-ended", instances: [{ ...ended, byHand: true }] }, ...start], watched, none)).toEqual([]);
  expect(withoutHandwork(start, watched, none)).toEqual([]);
  expect(withoutHandwork([{ kind: "retire", instances: [{ ...ended, state: "running" }] }], watched, none)).toEqual([]);
});

it("starts what nobody knew while nobody watched, and leaves what was known and is gone", () => {
  const unwatched = { crashes: new Map(), watched: false };
  expect(withoutHandwork(start, unwatched, none)).toEqual(start);
  expect(withoutHandwork(start, unwatched, new Set(["worker"]))).toEqual(start);
  expect(withoutHandwork(start, unwatched, new Set(["web"]))).toEqual([]);
});
