import { ReleaseFile, ToolName } from "@sluice/contract";
import { expect, it } from "vitest";
import type { Instance } from "../ports/runtime.ts";
import { differences } from "./differences.ts";
import { shapeOf } from "./plan.ts";

const tool = ToolName.parse("hello");
const file = ReleaseFile.parse({
  tool,
  release: 2,
  image: `host:5000/hello@sha256:${"a".repeat(64)}`,
  commit: "b".repeat(40),
  pipeline: "main",
  build: null,
  settings: 0,
  processes: { web: { command: "web", port: 8000, replicas: 2 } },
});

function copy(id: string, more: Partial<Instance> = {}): Instance {
  const address = `10.0.0.${id}:8000`;
  return {
    id,
    tool,
    release: 2,
    process: "web",
    shape: shapeOf(file, "web"),
    state: "running",
    exitCode: null,
    outOfMemory: false,
    address,
    ...more,
  };
}

function found(instances: readonly Instance[], routed: readonly string[]): string[] {
  return differences(tool, { desired: file, instances, routed, leaving: new Set() }).map(
    ({ kind, wanted, found: is }) => `${kind}: ${wanted}, but ${is}`,
  );
}

const both = ["10.0.0.1:8000", "10.0.0.2:8000"];

it("finds none when all is as wanted", () => {
  expect(found([copy("1"), copy("2")], both)).toEqual([]);
});

it("names what is missing, ended, surplus and altered", () => {
  expect(found([copy("1")], both)).toEqual(["missing: 2 copies, but 1 copy"]);
  expect(found([copy("1"), copy("2", { state: "ended", exitCode: 3, address: null })], ["10.0.0.1:8000"])).toEqual([
    "ended: running, but ended with exit code 3",
    "missing: 2 copies, but 1 copy",
  ]);
  expect(found([copy("1"), copy("2"), copy("3", { release: 1, shape: "other" })], both)).toEqual(["surplus: v2, but a copy of v1 (3)"]);
  expect(found([copy("1"), copy("2", { altered: "is paused" })], both)).toEqual([
    "missing: 2 copies, but 1 copy",
    "altered: as it was started, but a copy that is paused (2)",
  ]);
  expect(found([copy("1"), copy("2", { state: "ended", byHand: true, exitCode: 137 })], both)[0]).toBe(
    "ended: running, but stopped by hand",
  );
});

it("names a route that leads elsewhere", () => {
  expect(found([copy("1"), copy("2")], ["10.0.0.1:8000"])).toEqual(["route: requests go to the healthy copies, but they go elsewhere"]);
});
