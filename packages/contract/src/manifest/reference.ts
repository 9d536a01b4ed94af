import { schemaRows, type SchemaNode } from "../schema-rows.ts";
import { manifestJsonSchema } from "./json-schema.ts";
import { manifestLimits } from "./limits.ts";
import { pipelineShape } from "./pipeline.ts";

/** The reference page of the manifest. */
export function manifestReference(): string {
  const rows = schemaRows(manifestJsonSchema() as SchemaNode).filter(({ key }) => !isSaidAbove(key));
  const lines = rows.map(({ key, kind, text }) => `| \`${key}\` | ${kind} | ${text} |`);
  return `# The manifest, sluice.yaml

Optional, at the top of the repository. Written by \`npm run docs\` from the schema. Editors take [sluice.schema.json](sluice.schema.json), which each server also gives at \`/schemas/sluice.json\`: many read it from a first line like

\`\`\`yaml
# yaml-language-server: $schema=https://deploy.example.org/schemas/sluice.json
\`\`\`

| key | kind | meaning |
| --- | --- | --- |
${lines.join("\n")}

Each of \`pipelines\` has, beside its own keys above, all those of a pipeline alone: \`directory\` to \`promote\`. \`$(pipeline)\` is its name in a template.

Names of pipelines, templates, processes and jobs are 1 to 31 of a-z, 0-9 and -, and start with a letter.
A manifest has at most ${manifestLimits.bytes / 1024} KiB, ${manifestLimits.pipelines} pipelines, and each of them ${manifestLimits.processes} processes, ${manifestLimits.jobs} jobs and ${manifestLimits.packages} packages on each side.
An unknown key is an error that names its path, its line and the nearest known key.
`;
}

/** What each of several pipelines says in the words of the only one. */
function isSaidAbove(key: string): boolean {
  const [, own = ""] = /^pipelines\.<name>\.(\w+)/.exec(key) ?? [];
  return Object.hasOwn(pipelineShape, own);
}
