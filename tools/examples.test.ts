import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const suites = readdirSync(join(root, "e2e/languages"))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(root, "e2e/languages", name), "utf8"));

test.each(readdirSync(join(root, "examples")))("the example %s is pushed, and its image is walked", (example) => {
  const walks = suites.some(
    (suite) => suite.includes(`buildsAndServes("${example}"`) || (suite.includes(`, "${example}")`) && suite.includes("buildToolsIn(")),
  );
  expect(walks).toBe(true);
});
