import { z } from "zod";
import { path } from "./condition.ts";
import { field } from "./field.ts";
import { linePattern } from "./line-pattern.ts";

export const versionFormats = [
  "plain",
  "toml",
  "json",
  "yaml",
  "tool-versions",
  "directive",
  "properties",
  "maven",
  "service-template",
] as const;
export type VersionFormat = (typeof versionFormats)[number];

/** Where people write which version they want. */
export interface VersionSource {
  readonly file: string;
  readonly format: VersionFormat;
  readonly key?: string | undefined;
  readonly matches?: string | undefined;
  readonly at_least: boolean;
}

const byName: readonly (readonly [RegExp, VersionFormat])[] = [
  [/^service\.template$/, "service-template"],
  [/^\.tool-versions$/, "tool-versions"],
  [/\.toml$|^Pipfile$|^(uv|poetry|pdm|Cargo)\.lock$/, "toml"],
  [/\.json$|^Pipfile\.lock$|^composer\.lock$/, "json"],
  [/\.ya?ml$/, "yaml"],
  [/\.properties$|^\.sdkmanrc$/, "properties"],
  [/^pom\.xml$/, "maven"],
];

/** Later rows are more special. Of other files a key is the first word of a line, without one the whole file is the version. */
function formatOf(file: string, key: string | undefined): VersionFormat {
  const name = file.replace(/^.*\//, "");
  return byName.findLast(([expression]) => expression.test(name))?.[1] ?? (key === undefined ? "plain" : "directive");
}

const keyed: readonly VersionFormat[] = ["toml", "json", "yaml", "tool-versions", "directive", "properties", "maven"];

/** `file`, `file#key`, or an object. */
export const VersionSource: z.ZodType<VersionSource> = z
  .union([
    z
      .string()
      .regex(/^[\w./@+-]+(#[\w.@/-]+)?$/, "must be a file, or a file and a key: package.json#engines.node")
      .transform((text): VersionSource => {
        const [file = "", key] = text.split("#");
        return { file, key, format: formatOf(file, key), at_least: false };
      }),
    z
      .strictObject({
        file: field(path, "The file.", "cpanfile"),
        format: field(z.enum(versionFormats).optional(), "How the file is read. Without it: by its name.", "plain"),
        key: field(z.string().min(1).optional(), "Where in the file.", "engines.node"),
        matches: field(
          linePattern.optional(),
          "The last group of the first line that matches is the version.",
          "^requires 'perl', *'([^']+)'",
        ),
        at_least: field(z.boolean().default(false), "A bare version means this one or a newer one.", true),
      })
      .transform((source): VersionSource => ({ ...source, format: source.format ?? formatOf(source.file, source.key) })),
  ])
  .refine(({ format, key, matches }) => matches !== undefined || !keyed.includes(format) || key !== undefined, {
    message: "must say the key, as in package.json#engines.node",
  });
