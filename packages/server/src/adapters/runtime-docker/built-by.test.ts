import { expect, test } from "vitest";
import { buildpacksOf } from "./built-by.ts";

const label = "io.buildpacks.build.metadata";

test("names the buildpacks of an image", () => {
  const metadata = {
    bom: null,
    buildpacks: [
      { id: "sluice/python", version: "0.1.0" },
      { id: "sluice/procfile", version: "0.1.0" },
    ],
  };
  expect(buildpacksOf({ [label]: JSON.stringify(metadata) })).toEqual(["sluice/python", "sluice/procfile"]);
});

test.each([[{}], [{ [label]: "{" }], [{ [label]: '{"buildpacks":[{"name":1}]}' }]])("knows nothing of %j", (labels) => {
  expect(buildpacksOf(labels)).toEqual([]);
});
