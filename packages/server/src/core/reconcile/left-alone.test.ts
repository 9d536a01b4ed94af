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
const watched = { crashes: new Map(), watched: true };

it("starts what ended by itself again", () => {
  const steps: readonly Step[] = [{ kind: "remove-ended", instances: [ended] }, ...start];
  expect(withoutHandwork(steps, watched)).toEqual(steps);
  const crashes = new Map([["web", { count: 1, notBefore: 0, reason: "" }]]);
  expect(withoutHandwork(start, { crashes, watched: true })).toEqual(start);
});

it("leaves what somebody stopped, removed, changed or added", () => {
  expect(withoutHandwork([{ kind: "remove-ended", instances: [{ ...ended, byHand: true }] }, ...start], watched)).toEqual([]);
  expect(withoutHandwork(start, watched)).toEqual([]);
  expect(withoutHandwork([{ kind: "retire", instances: [{ ...ended, state: "running" }] }], watched)).toEqual([]);
});

it("starts what vanished while nobody watched", () => {
  expect(withoutHandwork(start, { crashes: new Map(), watched: false })).toEqual(start);
});
