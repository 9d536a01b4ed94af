import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { cliReference } from "../src/reference.ts";

test("the reference page says what the command tree says", async () => {
  const page = await readFile(new URL("../../../docs/reference/cli.md", import.meta.url), "utf8");
  expect(page, "write it anew: npm run docs").toBe(cliReference());
});
