import { expect, test } from "vitest";
import { baseWarning } from "./base-generations.ts";

test.each([
  ["debian-12", "2027-06-30", null],
  ["debian-12", "2028-03-01", "debian-12 gets security fixes only until 2028-06-30"],
  ["debian-12", "2028-07-01", "debian-12 gets no security fixes since 2028-06-30"],
  ["debian-13", "2031-01-01", null],
] as const)("%s on %s: %s", (base, today, warning) => {
  const said = baseWarning(base, today);
  if (warning === null) expect(said).toBeNull();
  else expect(said).toMatch(new RegExp(`^${warning}.*build: \\{ base: debian-13 \\}$`));
});
