import { manifestJsonSchema } from "./json-schema.ts";
import { laterKeys, manifestLimits } from "./manifest.ts";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly required?: readonly string[];
}

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly text: string;
}

function kindOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((one) => `\`${one}\``).join(", ");
  if (node.type === "array") return `list of ${node.items?.type ?? "values"}`;
  return node.type === "object" && node.properties === undefined ? "map by name" : (node.type ?? "");
}

function rows(node: Node, prefix: string): readonly Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, part]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    const must = node.required?.includes(name) === true && part.default === undefined ? "Needed. " : "";
    const otherwise = part.default === undefined ? "" : ` Default: \`${JSON.stringify(part.default)}\`.`;
    const row = { key, kind: kindOf(part), text: `${must}${part.description ?? ""}${otherwise}`.trim() };
    const inner = typeof part.additionalProperties === "object" ? rows(part.additionalProperties, `${key}.<name>`) : [];
    return [row, ...rows(part, key), ...inner];
  });
}

/** The reference page of the manifest. */
export function manifestReference(): string {
  const lines = rows(manifestJsonSchema() as Node, "").map(({ key, kind, text }) => `| \`${key}\` | ${kind} | ${text} |`);
  const later = Object.entries(laterKeys).flatMap(([path, keys]) => keys.map((key) => `\`${path === "" ? key : `${path}.${key}`}\``));
  return `# The manifest, sluice.yaml

Optional, at the top of the repository. Written by \`npm run docs\` from the schema; editors take [sluice.schema.json](sluice.schema.json), which the server also gives at \`/api/v1/sluice.schema.json\`.

| key | kind | meaning |
| --- | --- | --- |
${lines.join("\n")}

Names of processes and jobs are 1 to 31 of a-z, 0-9 and -, and start with a letter.
A manifest has at most ${manifestLimits.bytes / 1024} KiB, ${manifestLimits.processes} processes, ${manifestLimits.jobs} jobs and ${manifestLimits.packages} packages on each side.
An unknown key is an error that names its path, its line and the nearest known key. Known, but not supported yet: ${later.join(", ")}.
`;
}
