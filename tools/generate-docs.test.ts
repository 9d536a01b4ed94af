import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { referenceDirectory, referencePages } from "./generate-docs.ts";

it.each(Object.entries(await referencePages()))("docs/reference/%s says what the tables say (npm run docs writes it)", (name, text) => {
  expect(readFileSync(join(referenceDirectory, name), "utf8")).toBe(text);
});
