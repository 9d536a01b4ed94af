import { schemaRows, type SchemaNode } from "../schema-rows.ts";
import { manifestJsonSchema } from "./json-schema.ts";
import { laterKeys, manifestLimits } from "./manifest.ts";

/** The reference page of the manifest. */
export function manifestReference(): string {
  const lines = schemaRows(manifestJsonSchema() as SchemaNode).map(({ key, kind, text }) => `| \`${key}\` | ${kind} | ${text} |`);
  const later = Object.entries(laterKeys).flatMap(([path, keys]) => keys.map((key) => `\`${path === "" ? key : `${path}.${key}`}\``));
  return `# The manifest, sluice.yaml

Optional, at the top of the repository. Written by \`npm run docs\` from the schema. Editors take [sluice.schema.json](sluice.schema.json), which each server also gives at \`/schemas/sluice.json\`: many read it from a first line like

\`\`\`yaml
# yaml-language-server: $schema=https://deploy.example.org/schemas/sluice.json
\`\`\`

| key | kind | meaning |
| --- | --- | --- |
${lines.join("\n")}

Names of processes and jobs are 1 to 31 of a-z, 0-9 and -, and start with a letter.
A manifest has at most ${manifestLimits.bytes / 1024} KiB, ${manifestLimits.processes} processes, ${manifestLimits.jobs} jobs and ${manifestLimits.packages} packages on each side.
An unknown key is an error that names its path, its line and the nearest known key. Known, but not supported yet: ${later.join(", ")}.
`;
}
