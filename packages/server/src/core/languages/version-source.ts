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

/** Packages that came before the newest versions of the language, and the version that those who pin them get. */
export interface OlderPins {
  readonly says: string;
  /** By a package's name in small letters, with hyphens: the first version of it that goes with newer ones. */
  readonly than: Readonly<Record<string, string>>;
}

/** Where people write which version they want. */
export interface VersionSource {
  readonly file: string;
  readonly format: VersionFormat;
  readonly key?: string | undefined;
  readonly matches?: string | undefined;
  readonly older?: OlderPins | undefined;
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
        older: field(
          z
            .strictObject({
              says: field(z.string().regex(/\d/, "must be a version"), "The version that is asked for then.", "3.11"),
              than: field(
                z.record(
                  z.string().regex(/^[a-z0-9-]+$/, "must be a name in small letters, with hyphens"),
                  z.string().regex(/^\d+(\.\d+)*$/, "must be a version"),
                ),
                "Packages, each with the first version that goes with newer ones.",
                { numpy: "2.1" },
              ),
            })
            .optional(),
          "For a list of packages as pip reads it: one that is pinned (`==`) to an older version asks for a version of the language.",
        ),
        at_least: field(z.boolean().default(false), "A bare version means this one or a newer one.", true),
      })
      .transform((source): VersionSource => ({ ...source, format: source.format ?? formatOf(source.file, source.key) })),
  ])
  .refine(({ format, key, matches }) => matches !== undefined || !keyed.includes(format) || key !== undefined, {
    message: "must say the key, as in package.json#engines.node",
  });
