import { ReleaseFile, ReleaseNumber, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { Instance } from "../ports/runtime.ts";
import { plan, shapeOf, type Situation } from "./plan.ts";

const tool = ToolName.parse("foo");
const file = (release: number, more: Partial<ReleaseFile["processes"]> = {}): ReleaseFile =>
  ReleaseFile.parse({
    tool,
    release,
    image: `r/foo@sha256:${String(release).repeat(64)}`,
    commit: "b".repeat(40),
    pipeline: "main",
    build: null,
    settings: 0,
    processes: { web: { command: "w", port: 8000 }, ...more },
  });

const one = file(1);
const two = file(2);
const twoCopies = file(2, {
  web: { command: "w", port: 8000, replicas: 2, memory: "512Mi", cpu: "500m" },
});
const scaled = { ...twoCopies, release: ReleaseNumber.parse(3) };
const restarted = { ...two, release: ReleaseNumber.parse(3), processes: { web: { ...two.processes["web"], restarts: 1 } } } as ReleaseFile;
const withWorker = file(2, { worker: { command: "x", replicas: 1, memory: "512Mi", cpu: "500m" } });

function copy(of: ReleaseFile, id: string, more: Partial<Instance> = {}): Instance {
  const process = more.process ?? "web";
  return {
    id,
    tool,
    release: of.release,
    process,
    shape: shapeOf(of, process),
    state: "running",
    exitCode: null,
    outOfMemory: false,
    address: `10.0.0.1:${id}`,
    ...more,
  };
}
function steps(
  desired: ReleaseFile | null,
  instances: readonly Instance[],
  routed: readonly string[],
  leaving: readonly string[] = [],
): readonly string[] {
  const situation: Situation = { desired, instances, routed, leaving: new Set(leaving) };
  return plan(situation).map((step) => {
    if (step.kind === "start") return `start ${step.copies} ${step.process}`;
    if ("instances" in step) return `${step.kind} ${step.instances.map(({ id }) => id).join(" ")}`;
    return step.kind;
  });
}

test.each<[string, readonly string[], Parameters<typeof steps>]>([
  ["a first release is started and routed", ["prepare", "start 1 web", "route"], [one, [], []]],
  ["nothing is done when all is as wished", [], [one, [copy(one, "1")], ["10.0.0.1:1"]]],
  [
    "a new release is routed before the old one is retired",
    ["prepare", "start 1 web", "route", "retire 1"],
    [two, [copy(one, "1")], ["10.0.0.1:1"]],
  ],
  [
    "a copy that was started before a restart is adopted",
    ["check 2", "route", "retire 1"],
    [two, [copy(one, "1"), copy(two, "2")], ["10.0.0.1:1"]],
  ],
  ["an old copy that is left over is retired", ["retire 1"], [two, [copy(one, "1"), copy(two, "2")], ["10.0.0.1:2"]]],
  ["an old copy that is leaving already is left alone", [], [two, [copy(one, "1"), copy(two, "2")], ["10.0.0.1:2"], ["1"]]],
  [
    "a copy that ended is removed and replaced",
    ["remove-ended 1", "prepare", "start 1 web", "route"],
    [one, [copy(one, "1", { state: "ended", address: null })], ["10.0.0.1:1"]],
  ],
  ["only the missing copy is started", ["prepare", "start 1 web", "route"], [twoCopies, [copy(twoCopies, "2")], ["10.0.0.1:2"]]],
  [
    "a copy too many leaves the router and is retired",
    ["route", "retire 3"],
    [two, [copy(two, "2"), copy(two, "3")], ["10.0.0.1:2", "10.0.0.1:3"]],
  ],
  [
    "a release with more copies of the same keeps those that run",
    ["prepare", "start 1 web", "route"],
    [scaled, [copy(two, "2")], ["10.0.0.1:2"]],
  ],
  [
    "a copy too many of a release that failed goes, and not the one that serves",
    ["retire 1"],
    [two, [copy(two, "2"), copy(scaled, "1")], ["10.0.0.1:2"]],
  ],
  ["a restart replaces every copy", ["prepare", "start 1 web", "route", "retire 2"], [restarted, [copy(two, "2")], ["10.0.0.1:2"]]],
  ["a missing worker does not touch the route", ["prepare", "start 1 worker"], [withWorker, [copy(withWorker, "2")], ["10.0.0.1:2"]]],
  [
    "a copy of another shape is replaced",
    ["prepare", "start 1 web", "route", "retire 2"],
    [two, [copy(two, "2", { shape: "other" })], ["10.0.0.1:2"]],
  ],
  ["a tool that should not run is unrouted and stopped", ["unroute", "retire 1"], [null, [copy(one, "1")], ["10.0.0.1:1"]]],
  ["a tool of which nothing is left needs nothing", [], [null, [], []]],
])("%s", (_name, expected, situation) => {
  expect(steps(...situation)).toEqual(expected);
});

test("more copies of the same do not change the shape, a new setting does", () => {
  expect(shapeOf(twoCopies, "web")).toBe(shapeOf(two, "web"));
  expect(shapeOf({ ...two, settings: 1 }, "web")).not.toBe(shapeOf(two, "web"));
});
