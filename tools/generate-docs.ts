import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliReference } from "../packages/cli/src/reference.ts";
import { openApi } from "../packages/contract/src/openapi.ts";
import { optionsReference } from "../packages/server/src/config/reference.ts";

export const referenceDirectory = join(import.meta.dirname, "..", "docs", "reference");

/** Every generated page with its text. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    "cli.md": cliReference(),
    "openapi.json": `${JSON.stringify(openApi(), null, 2)}\n`,
    "options.md": optionsReference(),
  };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(referencePages())) writeFileSync(join(referenceDirectory, name), text);
}
