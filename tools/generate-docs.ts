import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliReference } from "../packages/cli/src/reference.ts";
import { manifestJsonSchema } from "../packages/contract/src/manifest/json-schema.ts";
import { manifestReference } from "../packages/contract/src/manifest/reference.ts";
import { openApi } from "../packages/contract/src/openapi.ts";
import { optionsReference } from "../packages/server/src/config/reference.ts";
import { languageJsonSchema } from "../packages/server/src/core/languages/language-json-schema.ts";
import { languageReference } from "./language-reference.ts";

export const referenceDirectory = join(import.meta.dirname, "..", "docs", "reference");

/** Every generated page with its text. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    "cli.md": cliReference(),
    "language.schema.json": `${JSON.stringify(languageJsonSchema(), null, 2)}\n`,
    "languages.md": await languageReference(),
    "manifest.md": manifestReference(),
    "openapi.json": `${JSON.stringify(openApi(), null, 2)}\n`,
    "options.md": optionsReference(),
    "sluice.schema.json": `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`,
  };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await referencePages())) writeFileSync(join(referenceDirectory, name), text);
}
