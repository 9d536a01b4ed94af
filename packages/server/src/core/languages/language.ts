import { BaseName } from "@sluice/contract";
import { z } from "zod";
import { Condition, onePath, path, textRules } from "./condition.ts";
import { linePattern } from "./line-pattern.ts";
import { VersionSource } from "./version-source.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and hyphens");
const processName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/i, "must be letters, digits and hyphens");
const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package");

const Packages = z.strictObject({
  build: z.array(debianPackage).default([]),
  run: z.array(debianPackage).default([]),
});

/** {1}: a group of `matches` in small letters, other signs than + and . as hyphens. */
const packageTemplate = z
  .string()
  .regex(/^([a-z0-9]|\{\d\})([a-z0-9+.-]|\{\d\})*$/, "must be the name of a Debian package, in which {1} is a group");

const PackagesWhen = z.strictObject({
  file: onePath.describe("Any of these; of each that is there, each line that matches counts."),
  matches: linePattern.optional().describe("Without it the file alone is enough."),
  packages: z.strictObject({ build: z.array(packageTemplate).default([]), run: z.array(packageTemplate).default([]) }),
});

const Offered = z.strictObject({
  base: BaseName,
  packages: Packages,
  /** Not in the base, but fetched by the steps, which see this exact version in $RELEASE. */
  release: z
    .string()
    .regex(/^\d+(\.\d+)*$/)
    .optional(),
  /** Day after which nobody mends its security holes. */
  end_of_life: z.iso.date().optional(),
});

const EnvChange = z
  .strictObject({
    prepend: z.string().optional(),
    append: z.string().optional(),
    default: z.string().optional(),
    override: z.string().optional(),
  })
  .refine((change) => Object.values(change).filter((value) => value !== undefined).length === 1, {
    message: "must have exactly one of prepend, append, default, override",
  });

const Step = z.strictObject({
  /** Steps of one id are alternatives: the first whose conditions hold is taken. */
  id,
  when: Condition.optional().describe("Runs only when this holds."),
  unless: Condition.optional().describe("Does not run when this holds."),
  /** Files whose contents decide whether the layer is made again. */
  key: z.array(path).default([]),
  /** On lines of the key files; its last group names one more key file, relative to the file it stands in. */
  key_includes: linePattern.optional(),
  /** When a line of the key files matches, every file of the source belongs to the key. */
  key_all_when: linePattern.optional(),
  layer: z
    .strictObject({
      launch: z.boolean().default(false),
      /** There for later steps too, always or when this is found: it is restored in each build, which takes time. */
      build: z.union([z.boolean(), Condition], { error: "must be true, false, or a condition as in when" }).default(false),
      /** Paths in the source that become links to the same path in the layer, in each build. */
      link: z.array(path).default([]),
    })
    .optional(),
  /** Paths of the source that the step fills: stored apart from the rest, so that they are not stored again while they stay the same. */
  slice: z.array(path).default([]),
  /** Folders under $CACHE that the step uses. */
  cache: z.array(id).default([]),
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), EnvChange).default({}),
  run: z.string().min(1),
});

/** A condition that says of which file it speaks. */
type FoundFile = Omit<Condition, "file"> & { readonly file: readonly string[] };

const ProcessRule = z.strictObject({
  /** The first of these files for which the rest holds. */
  when: z.union([
    onePath.transform((file): FoundFile => ({ file })),
    z.strictObject({
      file: onePath,
      ...textRules,
      any: z.array(Condition).min(1).optional(),
      all: z.array(Condition).min(1).optional(),
    }),
  ]),
  unless: Condition.optional().describe("Not when this holds."),
  /** {1}, {2}: groups of `matches`; {file}: the file's path; {folder}: the folder's name; {module}: the same as Python imports it, app.main. */
  command: z.string().min(1),
  /** A package that the start command needs; the steps see it in $NEEDS. */
  needs: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    .optional(),
});

const regularExpression = z.string().refine(
  (source) => {
    try {
      return new RegExp(source) instanceof RegExp;
    } catch {
      return false;
    }
  },
  { message: "must be a regular expression" },
);

/** `languages/<id>.yaml`: all that it takes to support one language. */
export const Language = z
  .strictObject({
    id,
    name: z.string().min(1),
    detect: z.strictObject({
      /** Any of these at the root. */
      files: z.array(path).default([]),
      /** Globs on the `type:` of a service.template. */
      service_template: z.array(z.string().regex(/^[a-z0-9.*-]+$/)).default([]),
      when: Condition.optional(),
      unless: Condition.optional(),
      /** Languages that are not taken when this one is: what detects them is only how this one builds. */
      instead_of: z.array(id).default([]),
      /** Only when no other language detects. */
      alone: z.boolean().default(false),
      /** Stands beside other languages and is built last. */
      beside: z.boolean().default(false),
    }),
    /** What to tell somebody whose source looks like this language, yet does not detect. */
    hints: z.array(z.strictObject({ files: z.array(path).min(1), say: z.string().min(1) })).default([]),
    version: z
      .strictObject({
        from: z.array(VersionSource).default([]),
        /** Composer reads ~1.2 as at least 1.2 and below 2; npm as any 1.2. */
        ranges: z.enum(["npm", "composer"]).default("npm"),
        offered: z.record(z.string().regex(/^\d+(\.\d+)*$/), Offered),
        default: z.string(),
        /** Prints the exact version in the build image; part of every key. */
        probe: z.string().optional(),
      })
      .optional(),
    /** For a language without versions. */
    packages: Packages.optional(),
    /** The images of its default version are made when the server starts, so that a first push does not wait for them. */
    ahead: z.boolean().default(false),
    /** What it builds runs without the base's programs: `static` needs nothing, `libc` the C and C++ libraries. */
    slim: z.enum(["static", "libc"]).optional(),
    /** Packages that what stands in the source asks for, beside those of the version. */
    packages_when: z.array(PackagesWhen).default([]),
    /** When this holds, and the manifest names no languages, it only builds for the others: nothing of it is in the run image, and it starts nothing. Steps see ONLY_BUILDS=1. */
    build_only: z
      .strictObject({
        when: Condition.describe("It only builds when this holds."),
        unless: Condition.optional().describe("Not when this holds."),
      })
      .optional(),
    /** Another language that is always built with it, before it. */
    requires: id.optional(),
    /** Bash that stands before each step's script: functions that several steps use. */
    functions: z.string().optional(),
    steps: z.array(Step).default([]),
    processes: z.record(processName, z.array(ProcessRule)).default({}),
    /** A file of `name: command` lines, each of which is a process. */
    process_file: path.optional(),
    explain: z.array(z.strictObject({ match: regularExpression, say: z.string().min(1) })).default([]),
  })
  .refine((language) => !language.version || language.version.default in language.version.offered, {
    message: "is not one of the offered versions",
    path: ["version", "default"],
  });
export type Language = z.infer<typeof Language>;
export type LanguageStep = z.infer<typeof Step>;
export type LanguageProcessRule = z.infer<typeof ProcessRule>;
