import { PreviewName, RunName, ToolName } from "@sluice/contract";
import { describe, expect, test } from "vitest";
import { ownerOf, previewOf, runNameOf } from "./run-name.ts";

const tools = ["ab", "foo", "foo-beta", "a1-b2", "a".repeat(40)];
const previews = ["pr1", "blue", "a-b", "x".repeat(20), "merge-request-12"];

describe("run names", () => {
  test("say of each preview which it is, and are one DNS label", () => {
    for (const tool of tools.map((one) => ToolName.parse(one))) {
      for (const name of previews.map((one) => PreviewName.parse(one))) {
        const run = runNameOf({ tool, name });
        expect(previewOf(run)).toEqual({ tool, name });
        expect(ownerOf(run)).toBe(tool);
        expect(run.length).toBeLessThanOrEqual(63);
        expect(ToolName.safeParse(run).success).toBe(false);
      }
    }
  });

  test.each(tools)("%s runs under its own name", (tool) => {
    expect(RunName.parse(tool)).toBe(tool);
    expect(previewOf(RunName.parse(tool))).toBeNull();
  });

  test.each([
    "xn--foo",
    "ab--foo",
    "blue---foo",
    "blue--",
    "--foo",
    "a--b--foo",
    "Blue--foo",
    "blue--f",
    `${"x".repeat(21)}--foo`,
    "1ab--foo",
    "blue--1a",
    "f",
  ])("%s is none", (name) => expect(RunName.safeParse(name).success).toBe(false));
});
