import { expect, test } from "vitest";
import { sized } from "./sizes.ts";

test("says a size in the unit that fits it", () => {
  expect([0, 314_573, 43_000_000, 1_288_490_189].map(sized)).toEqual(["0.0 MiB", "0.3 MiB", "41 MiB", "1.2 GiB"]);
});
