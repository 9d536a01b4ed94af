import { BaseName, DebianPackage, manifestLimits, SettingName, SettingText } from "@sluice/contract";
import { parse } from "smol-toml";
import { z } from "zod";
import type { Source } from "../languages/find-files.ts";
import { ignorePatterns } from "../sources/ignore-patterns.ts";
import { splitSides, type WishedPackages } from "./package-sides.ts";

const file = "project.toml";
const names = z.array(DebianPackage).max(manifestLimits.packages);
const patterns = z.array(z.string().max(1024)).max(200);
const variables = z.array(z.object({ name: SettingName, value: SettingText })).max(100);

/** What Heroku's Debian packages buildpack reads: a name, or a table with one. */
const Install = z
  .array(z.union([DebianPackage, z.object({ name: DebianPackage })]))
  .max(manifestLimits.packages)
  .transform((all) => all.map((one) => (typeof one === "string" ? one : one.name)));

const Sluice = z.strictObject({
  packages: z.strictObject({ build: names.default([]), run: names.default([]) }).optional(),
  languages: z.array(z.string().min(1).max(31)).min(1).max(manifestLimits.languages).optional(),
  base: BaseName.optional(),
});

/** The tables of the project descriptor that are for any platform (Cloud Native Buildpacks, "Project Descriptor", schema-version 0.2). */
const Buildpacks = z
  .object({
    include: patterns.optional(),
    exclude: patterns.optional(),
    builder: z.unknown().optional(),
    group: z.undefined("names buildpacks, which Sluice does not fetch: name languages in [io.sluice] or sluice.yaml instead").optional(),
    pre: z.undefined("names buildpacks, which Sluice does not fetch: take it out").optional(),
    post: z.undefined("names buildpacks, which Sluice does not fetch: take it out").optional(),
    build: z.object({ env: variables.default([]) }).optional(),
    env: z.object({ build: variables.default([]) }).optional(),
  })
  .refine(({ include, exclude }) => include === undefined || exclude === undefined, "has both include and exclude: keep one of them");

/** The table of schema-version 0.1, which is what a descriptor without a version has. */
const Build = z
  .object({
    include: patterns.optional(),
    exclude: patterns.optional(),
    builder: z.unknown().optional(),
    buildpacks: z.undefined("names buildpacks, which Sluice does not fetch: name languages in sluice.yaml instead").optional(),
    env: variables.default([]),
  })
  .refine(({ include, exclude }) => include === undefined || exclude === undefined, "has both include and exclude: keep one of them")
  .transform(({ env, ...build }) => ({ ...build, env: { build: env } }));

const Project = z.object({
  build: Build.optional(),
  com: z
    .object({
      heroku: z.object({ buildpacks: z.object({ "deb-packages": z.object({ install: Install }).optional() }).optional() }).optional(),
    })
    .optional(),
  io: z.object({ sluice: Sluice.optional(), buildpacks: Buildpacks.optional() }).optional(),
});

/** What a `project.toml` asks for. */
export interface ProjectFile {
  readonly packages: Pick<WishedPackages, "build" | "run">;
  readonly languages?: readonly string[] | undefined;
  readonly base?: BaseName | undefined;
  /** Variables of the build's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that are no part of what is built. */
  readonly leftOut: readonly string[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const nothing: ProjectFile = { packages: { build: [], run: [] }, env: {}, leftOut: [], problems: [], warnings: [] };

/** Reads the tables `[io.buildpacks]` or, of the version before, `[build]`, `[io.sluice]` and `[com.heroku.buildpacks.deb-packages]`; others are somebody else's. */
export async function readProjectToml(source: Source): Promise<ProjectFile> {
  if (!source.files.includes(file)) return nothing;
  let value: unknown;
  try {
    value = parse((await source.read(file)) ?? "");
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { ...nothing, problems: [`${file} is no TOML: ${why}`] };
  }
  const parsed = Project.safeParse(value);
  if (!parsed.success)
    return { ...nothing, problems: parsed.error.issues.map(({ path, message }) => `${file}: ${path.join(".")}: ${message}.`) };
  const { com, io } = parsed.data;
  const old = parsed.data.build;
  if (old !== undefined && io?.buildpacks !== undefined) {
    return {
      ...nothing,
      problems: [`${file}: build: says in the words of 0.1 what [io.buildpacks] says in those of 0.2: keep one of them.`],
    };
  }
  const told: Partial<z.infer<typeof Buildpacks>> = io?.buildpacks ?? old ?? {};
  const { packages: own = nothing.packages, languages, base } = io?.sluice ?? {};
  const both = splitSides(com?.heroku?.buildpacks?.["deb-packages"]?.install ?? []);
  const { builder, build, env } = told;
  const leftOut = leftOutBy(told, source.files);
  const noneLeft = leftOut.length === source.files.length;
  return {
    packages: { build: [...own.build, ...both.build], run: [...own.run, ...both.run] },
    languages,
    base,
    env: Object.fromEntries([...(env?.build ?? []), ...(build?.env ?? [])].map(({ name, value: text }) => [name, text])),
    leftOut,
    problems: noneLeft
      ? [`${file}: ${old === undefined ? "io.buildpacks" : "build"}: leaves no file of the source: look at its include or exclude.`]
      : [],
    warnings: builder === undefined ? [] : [`${file} names a builder, which says nothing here: Sluice builds with languages of its own.`],
  };
}

function leftOutBy(
  { include, exclude }: Pick<Partial<z.infer<typeof Buildpacks>>, "include" | "exclude">,
  files: readonly string[],
): readonly string[] {
  if (include === undefined && exclude === undefined) return [];
  const matches = ignorePatterns(include ?? exclude ?? []);
  return files.filter((path) => matches(path) === (exclude !== undefined));
}
