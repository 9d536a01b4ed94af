import { z } from "zod";
import { Concurrency } from "../schemas/jobs.ts";
import { PromotionRule } from "../schemas/promotion.ts";
import { Cpu, Memory } from "../schemas/quantities.ts";
import { DebianPackage, BaseName } from "../schemas/packages.ts";
import { PartName } from "../schemas/releases.ts";
import { SettingName } from "../schemas/settings.ts";
import { Duration } from "./duration.ts";
import { manifestLimits } from "./limits.ts";
import { stageProblems } from "./stages.ts";

/** A folder of a repository, from its top. */
export const SourceFolder = z
  .string()
  .max(200)
  .regex(
    /^(?!\.{1,2}(\/|$))[^/\p{Cc}]+(\/(?!\.{1,2}(\/|$))[^/\p{Cc}]+)*$/u,
    "must be a folder's path from the top, like services/api, without . and ..",
  );

/** A file of a repository, from the folder that is built. */
const SourcePath = z
  .string()
  .max(200)
  .regex(
    /^(?!\.{1,2}(\/|$))[^/\p{Cc}]+(\/(?!\.{1,2}(\/|$))[^/\p{Cc}]+)*$/u,
    "must be a file's path, like Dockerfile or docker/Dockerfile, without . and ..",
  );

const BuildArgument = z
  .string()
  .max(2000)
  .regex(/^[^\p{Cc}]*$/u, "must be one line")
  .or(z.number())
  .or(z.boolean());

const ofLanguages = ["languages", "base", "packages"] as const;
const ofDockerfiles = ["target", "args"] as const;

/** An image is made by languages or by a Dockerfile: what is the one's means nothing to the other. */
function buildKinds(build: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const isDockerfile = build["dockerfile"] !== undefined;
  for (const key of isDockerfile ? ofLanguages : ofDockerfiles) {
    if (build[key] === undefined) continue;
    const message = isDockerfile
      ? "does not go with dockerfile: the Dockerfile says what is installed"
      : "is for a Dockerfile, and there is no dockerfile beside it";
    context.addIssue({ code: "custom", path: [key], message });
  }
}

const Pattern = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}]*[^\s\p{Cc}][^\p{Cc}]*$/u, "must be a pattern, like reports/**");

const refPattern = z
  .string()
  .max(100)
  .regex(/^[^\s\p{Cc}~^:?[\\]+$/u, "must be a name with * for any part of it, like v* or release/*");
const refPatterns = refPattern.or(z.array(refPattern).min(1).max(10));

const command = z.string().min(1).max(4096);
const packages = z.array(DebianPackage).max(manifestLimits.packages);
const schedule = z
  .string()
  .max(100)
  .regex(
    /^(@(hourly|daily|weekly|monthly|yearly)|[\w*,/-]+( +[\w*,/-]+){4})$/,
    'must be five cron fields, like "0 4 * * *", or @hourly, @daily, @weekly, @monthly or @yearly',
  );

export const few = <T extends z.ZodType>(part: T, most: number) =>
  z.record(PartName, part).refine((parts) => Object.keys(parts).length <= most, `may be at most ${most}`);

const memory = Memory.optional().describe("Memory of each copy; one that takes more is ended.");
const cpu = Cpu.optional().describe("Cores of each copy, `500m` is half of one.");

const ManifestHealth = z.strictObject({
  command: command.describe("Run in each copy, with bash, beside its process: 0 is healthy."),
  interval: Duration.refine((seconds) => seconds >= 5 && seconds <= 3600, "must be 5s to 1h")
    .optional()
    .describe("How often, once the copy was healthy."),
  timeout: Duration.refine((seconds) => seconds <= 300, "must be at most 5m")
    .optional()
    .describe("What takes longer has failed."),
});

export const ManifestProcess = z.strictObject({
  command: command
    .optional()
    .describe("How it is started, with bash. Without it: what the Procfile or the language says for a process of this name."),
  port: z.int().min(1).max(65535).optional().describe("The port that it listens on, also told in $PORT. `web` has one anyway."),
  health: z
    .string()
    .regex(/^\/[^\s]{0,1023}$/, "must be a path, like /healthz")
    .or(ManifestHealth)
    .optional()
    .describe(
      "Path that answers below 400 when a copy is healthy, or a command for what has no port: `{ command: python check.py, interval: 30s, timeout: 5s }`. Without it, the port must accept connections.",
    ),
  replicas: z.int().min(0).max(20).optional().describe("How many copies. Without it: one, or what `sluice scale` said last."),
  memory,
  cpu,
});
export type ManifestProcess = z.infer<typeof ManifestProcess>;

export const ManifestJob = z.strictObject({
  command: command.describe("What is run, with bash."),
  schedule: schedule.describe("When: five cron fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`."),
  timezone: z.string().min(1).max(64).optional().describe("IANA time zone that the schedule is read in."),
  timeout: Duration.refine((seconds) => seconds <= 86_400, "must be at most 24h")
    .optional()
    .describe("A run that takes longer is ended, `30m`."),
  retries: z.int().min(0).max(10).optional().describe("How often a failed run is tried again."),
  concurrency: Concurrency.optional().describe(
    "When a run is due while the one before still goes on: leave it out, run both, or end the older.",
  ),
  memory,
  cpu,
});
export type ManifestJob = z.infer<typeof ManifestJob>;

const testCommands = z.array(command).min(1, "must have at least one command").max(manifestLimits.tests);

const ManifestStage = z.strictObject({
  commands: testCommands.describe("What is run, one after the other, with bash; the first that fails ends the stage."),
  needs: z
    .array(PartName)
    .max(manifestLimits.tests)
    .optional()
    .describe("Stages that must have gone well before. What they wrote into `$SLUICE_OUTPUT` is in the environment."),
  env: z
    .record(SettingName, z.string().max(4096))
    .refine((variables) => Object.keys(variables).length <= manifestLimits.tests, `may be at most ${manifestLimits.tests}`)
    .optional()
    .describe("Variables of its commands."),
});
export type ManifestStage = z.infer<typeof ManifestStage>;

const testForm = z.strictObject({
  commands: testCommands.optional().describe("What is run, one after the other, with bash; the first that fails stops the build."),
  stages: few(ManifestStage, manifestLimits.tests)
    .optional()
    .describe("Instead of commands: several at a time, by name, each when those that it needs have gone well."),
  artifacts: z
    .array(Pattern)
    .min(1)
    .max(manifestLimits.tests)
    .optional()
    .describe("Files that are kept when the tests have ended, also when they failed: patterns as in a .gitignore, `reports/**`."),
  timeout: Duration.refine((seconds) => seconds <= 86_400, "must be at most 24h")
    .optional()
    .describe("They are ended after so long, `10m`. Without it: what a build may take."),
});
export const ManifestTest = testForm.superRefine(({ commands, stages }, context) => {
  if ((commands === undefined) === (stages === undefined))
    context.addIssue({ code: "custom", path: ["commands"], message: "must be a list of commands, or there must be stages, not both" });
  for (const { path, text } of stageProblems(stages ?? {})) context.addIssue({ code: "custom", path: ["stages", ...path], message: text });
});

const ManifestPromotion = PromotionRule.extend({
  test: command
    .optional()
    .describe("With `when: healthy`: runs against what is live, at `$SLUICE_WEB_URL`, before the image goes on; a failure keeps it here."),
  timeout: Duration.refine((seconds) => seconds <= 86_400, "must be at most 24h")
    .optional()
    .describe("The test is ended after so long, `10m`. Without it: 30 minutes."),
}).superRefine(({ when, test, timeout }, context) => {
  if (test !== undefined && when !== "healthy")
    context.addIssue({ code: "custom", path: ["test"], message: "is run before an image goes on by itself: add when: healthy" });
  if (timeout !== undefined && test === undefined)
    context.addIssue({ code: "custom", path: ["timeout"], message: "is the test's, and there is no test" });
});

/** What may be said of one pipeline. */
export const pipelineShape = {
  directory: SourceFolder.optional().describe(
    "Folder of the repository that is built, `services/api`: what stands outside of it is not in the image. Without it: all.",
  ),
  watch: z
    .array(Pattern)
    .min(1, "must have at least one pattern")
    .max(manifestLimits.watched)
    .optional()
    .describe(
      "A push builds it only when something of these, or of its directory, has changed since its last release: patterns from the top, as in a .gitignore, `[shared/**]`. In `pipelines:`, a directory alone says so too.",
    ),
  on: z
    .strictObject({
      branch: refPatterns.optional().describe("Branches whose pushes start it, `release/*`."),
      tag: refPatterns.optional().describe("Tags whose pushes start it, `v*`."),
      change: z
        .literal(true)
        .optional()
        .describe(
          "`true`: the previews of reviews are made by it, of pull requests and of changes in Gerrit. Whether there are any, the source says: `sluice source set --previews`. Without such a pipeline, they are made as the tool is.",
        ),
    })
    .refine(({ branch, tag, change }) => branch !== undefined || tag !== undefined || change, "must name a branch or a tag: { tag: v* }")
    .optional()
    .describe("What starts it. Without it: a push to main or master."),
  build: z
    .strictObject({
      languages: z
        .array(z.string().min(1).max(31))
        .min(1)
        .max(manifestLimits.languages)
        .optional()
        .describe("The languages to build with. Without it: all whose files are there."),
      base: BaseName.optional().describe(
        "The Debian that it is built on and runs on. Without it: the newest that has what the code asks for.",
      ),
      packages: z
        .strictObject({
          build: packages.optional().describe("Only while building: compilers, headers."),
          run: packages.optional().describe("In the image that runs."),
        })
        .optional()
        .describe("Debian packages; `NAME/backports` takes one from the base's backports."),
      submodules: z
        .boolean()
        .optional()
        .describe(
          "Whether the files of git submodules are fetched for the build: `true` ends it when one cannot be had, `false` leaves their places empty. Without it: those that can be had.",
        ),
      lfs: z
        .boolean()
        .optional()
        .describe(
          "Whether files that Git LFS keeps are fetched for the build, of a tool with a source. Without it: no, their pointers stay.",
        ),
      dockerfile: SourcePath.optional().describe(
        "Instead of languages: the Dockerfile that says how the image is made, from the directory that is built, `Dockerfile`. Only where an admin allows it.",
      ),
      target: z
        .string()
        .max(100)
        .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, "must be the name of a stage of the Dockerfile")
        .optional()
        .describe("The stage of the Dockerfile that is the image. Without it: the last."),
      args: z
        .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of an ARG"), BuildArgument)
        .refine((all) => Object.keys(all).length <= manifestLimits.args, `may be at most ${manifestLimits.args}`)
        .optional()
        .describe("Values of the Dockerfile's `ARG`s, `{ VERSION: 1.2 }`. The image's history shows them: no passwords."),
    })
    .superRefine(buildKinds)
    .optional()
    .describe("How the image is made."),
  test: z
    .union([testCommands, ManifestTest], "must be a list of commands, like [tox]")
    .optional()
    .describe(
      "Commands that test what was built, before it is deployed: `[pip install tox, tox]`. They run in the build image, on a copy; a failure stops the build, and the old release keeps serving.",
    ),
  processes: few(ManifestProcess, manifestLimits.processes)
    .optional()
    .describe("What runs. When it is given, nothing else runs: a Procfile's other processes do not."),
  jobs: few(ManifestJob, manifestLimits.jobs).optional().describe("What runs at times of a schedule, to its end."),
  release: command.optional().describe("Runs once in the new image before its processes start; a failure stops the deployment."),
  promote: ManifestPromotion.optional().describe("The tool that gets the same image next."),
};

export const ManifestPipeline = z.strictObject(pipelineShape);
export type ManifestPipeline = z.infer<typeof ManifestPipeline>;
