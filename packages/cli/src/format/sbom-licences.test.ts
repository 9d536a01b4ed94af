import type { Sbom } from "@sluice/contract";
import { expect, test } from "vitest";
import { sbomLicences } from "./sbom-licences.ts";

type Component = Sbom["components"][number];

const part = (name: string, ...licenses: NonNullable<Component["licenses"]>): Component => ({ type: "library", name, licenses });

test("counts the packages of each licence, and names those that say none last", () => {
  const components = [
    part("b", { license: { id: "MIT" } }),
    part("a", { license: { id: "MIT" } }),
    part("c", { expression: "MIT OR ISC" }),
    part("d", { license: { name: "our own" } }),
    ...["e", "f", "g"].map((name) => part(name)),
  ];
  expect(sbomLicences({ components })).toEqual([
    "  MIT         2  a, b",
    "  MIT OR ISC  1  c",
    "  our own     1  d",
    "  not said    3  e, f, g",
  ]);
});
