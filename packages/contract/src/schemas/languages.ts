import { z } from "zod";
import { Moment, ToolName } from "../ids.ts";
import { PartName } from "./releases.ts";

export const LanguageId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and hyphens")
  .brand<"LanguageId">();
export type LanguageId = z.infer<typeof LanguageId>;

export const LanguageVersion = z.object({
  version: z.string(),
  base: z.string(),
  isDefault: z.boolean(),
  /** Day after which nobody mends its security holes, YYYY-MM-DD. */
  endOfLife: z.string().nullable(),
});

export const LanguageSummary = z.object({
  id: LanguageId,
  name: z.string(),
  /** With this version of Sluice, or from the control repository. */
  origin: z.enum(["shipped", "own"]),
  /** The first digits of the SHA-256 of its file, as builds record it. */
  file: z.string(),
  /** Files of which one makes a source this language. */
  detects: z.array(z.string()),
  versions: z.array(LanguageVersion),
});
export type LanguageSummary = z.infer<typeof LanguageSummary>;

export const LanguageList = z.object({
  languages: z.array(LanguageSummary),
  /** Files of the control repository that count for nothing, because they are wrong. */
  broken: z.array(z.object({ path: z.string(), problems: z.array(z.string()) })),
});
export type LanguageList = z.infer<typeof LanguageList>;

export const LanguageFile = LanguageSummary.extend({ text: z.string() });

/** A language's file; problems call it by its name. */
export const LanguageText = z.object({
  name: z.string().min(1).max(200),
  text: z
    .string()
    .min(1)
    .max(256 * 1024),
});

/** A throwaway tool that is built with a language which counts for no other tool. */
export const LanguageTrial = z.object({
  tool: ToolName,
  language: LanguageSummary,
  git: z.string(),
  url: z.string(),
  /** It is deleted then, unless it was before. */
  expires: Moment,
});
export type LanguageTrial = z.infer<typeof LanguageTrial>;

/** Small files and the names of all: what planning looks at. */
export const PlanSource = z.object({
  files: z.array(z.string().min(1).max(1024)).max(20_000),
  /** Paths of git submodules, whose files are not pushed. */
  submodules: z.array(z.string().min(1).max(1024)).max(1000).default([]),
  /** Texts of small files that are at the top or that a version or a start command may stand in. */
  texts: z.record(z.string().max(1024), z.string().max(256 * 1024)),
  /** Of several in the manifest. */
  pipeline: PartName.optional(),
});
export type PlanSource = z.infer<typeof PlanSource>;

/** With a language that need not be one yet, which only admins may bring: its expressions run on the server. */
export const PlanWish = PlanSource.extend({ language: LanguageText.optional() });

export const Detection = z.object({
  id: LanguageId,
  name: z.string(),
  /** Whether the source is built with it. */
  taken: z.boolean(),
  /** The file or rule that made it so, or why it is not. */
  because: z.string(),
});

export const PlanAnswer = z.object({
  /** Why the source cannot be built as it is; null when it can. */
  refused: z.object({ reason: z.string(), why: z.array(z.string()) }).nullable(),
  detections: z.array(Detection),
  languages: z.array(
    z.object({
      id: LanguageId,
      name: z.string(),
      version: z.string(),
      because: z.string(),
      /** Where the version was asked for, as it stands there; null for the default. */
      asked: z.object({ from: z.string(), range: z.string() }).nullable(),
    }),
  ),
  /** Empty when a Dockerfile says what it stands on. */
  base: z.string(),
  packages: z.object({ build: z.array(z.string()), run: z.array(z.string()) }),
  /** The Dockerfile that says how the image is made; null: languages do. */
  dockerfile: z
    .object({
      path: z.string(),
      target: z.string().nullable(),
      /** Images that it takes anything from, as `docker.io/library/debian:13`. */
      bases: z.array(z.string()),
      /** What it exposes; null: nothing. */
      port: z.number().nullable(),
    })
    .nullable()
    .default(null),
  steps: z.array(z.string()),
  processes: z.array(z.object({ name: z.string(), command: z.string(), because: z.string() })),
  /** Commands that must end well before it is deployed. */
  tests: z.array(z.string()).default([]),
  warnings: z.array(z.string()),
  /** Files whose text would tell more: send them too and ask again. */
  wanted: z.array(z.string()),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;
