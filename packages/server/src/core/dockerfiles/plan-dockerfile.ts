import { manifestFile, type ManifestPipeline } from "@sluice/contract";
import type { PlannedProcess } from "../languages/build-plan.ts";
import type { Source } from "../languages/find-files.ts";
import { basesAdvice, isAllowedBase, refusedBase } from "./allowed-bases.ts";
import { parseImageName, type ImageName } from "./image-name.ts";
import { dockerfileLimits, parseDockerfile, type Instruction } from "./parse-dockerfile.ts";
import { platformVariables, readStages, type Problem, type Stages, stagesOf } from "./stages.ts";
import { readStart, type ImageStart } from "./start-command.ts";

/** What an admin says of Dockerfiles. */
export interface DockerfilePolicy {
  readonly allowed: boolean;
  /** Patterns of images that they may stand on. */
  readonly bases: readonly string[];
  /** What images are built for, as Go calls it: `amd64`. */
  readonly architecture: string;
}

/** What holds where nobody allowed any. */
export const noDockerfiles: DockerfilePolicy = { allowed: false, bases: [], architecture: "amd64" };

/** An image that a Dockerfile needs. */
export interface WantedImage {
  /** As the Dockerfile has it, its arguments put in. */
  readonly written: string;
  /** All ways in which it stands there, also with arguments: builders know it by these. */
  readonly spellings: readonly string[];
  readonly name: ImageName;
}

/** What an image is made of by a Dockerfile. */
export interface DockerfilePlan {
  /** From the folder that is built. */
  readonly path: string;
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** What it is built for, as Go calls it: `amd64`. */
  readonly architecture: string;
  /** All that must be there before it is built, each once. */
  readonly images: readonly WantedImage[];
  /** In the order of the file, for the log. */
  readonly instructions: readonly Instruction[];
  readonly start: ImageStart;
}

export type DockerfileResult =
  | {
      readonly kind: "planned";
      readonly dockerfile: DockerfilePlan;
      readonly processes: readonly PlannedProcess[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

type Build = NonNullable<ManifestPipeline["build"]> & { readonly dockerfile: string };

const refused = (reason: string, why: readonly string[]): DockerfileResult => ({ kind: "refused", reason, why });

/** The builder is the platform's own, and speaks what this frontend does: nothing is fetched for the line. */
const knownSyntax = /^(docker\.io\/)?docker\/dockerfile(:[\w.-]+)?$/;

/** Decides what a Dockerfile is built of, before anything is fetched, and says all that is wrong with its line. */
export async function planDockerfile(source: Source, build: Build, policy: DockerfilePolicy): Promise<DockerfileResult> {
  const path = build.dockerfile;
  if (!policy.allowed) {
    const instead =
      "take build.dockerfile out of sluice.yaml to have it built from its files, or ask an admin to allow it (--dockerfiles on)";
    return refused("Dockerfiles are not built here", [`${manifestFile}: build.dockerfile names ${path}: ${instead}.`]);
  }
  if (!source.files.includes(path))
    return refused(`there is no ${path}`, [`${manifestFile}: build.dockerfile: ${path} is not in what is built.`]);
  const text = await source.read(path);
  if (text === null || Buffer.byteLength(text) > dockerfileLimits.bytes)
    return refused(`${path} cannot be read`, [`${path} is no regular file of at most ${dockerfileLimits.bytes / 1024} KiB.`]);
  const args = Object.fromEntries(Object.entries(build.args ?? {}).map(([name, value]) => [name, String(value)]));
  const parsed = parseDockerfile(text);
  const read = readStages(parsed, args, platformVariables(policy.architecture));
  const at = ({ line, text: what }: Problem): string => `${path} line ${line}: ${what}`;
  const problems = [...parsed.problems, ...read.problems];
  if (parsed.instructions.length > dockerfileLimits.instructions)
    problems.push({ line: 1, text: `has more than ${dockerfileLimits.instructions} instructions` });
  if (parsed.syntax !== null && !knownSyntax.test(parsed.syntax.image))
    problems.push({ line: parsed.syntax.line, text: `# syntax=${parsed.syntax.image}: only docker/dockerfile is understood` });
  const target = targetOf(read, build.target);
  if (target === null && problems.length === 0) {
    const names = read.stages.flatMap(({ name }) => name ?? []);
    problems.push({ line: 1, text: `has no stage ${build.target ?? ""}; its stages are ${names.join(", ") || "without a name"}` });
  }
  if (problems.length > 0 || target === null) return refused(`${path} is wrong`, problems.map(at));
  const images = wantedImages(read, target, policy.bases);
  if (images.problems.length > 0) return refused("a base image is not allowed", [...images.problems.map(at), basesAdvice(policy.bases)]);
  const start = readStart(read.stages, target, args);
  const { command } = start;
  return {
    kind: "planned",
    dockerfile: {
      path,
      target: build.target ?? null,
      args,
      architecture: policy.architecture,
      images: images.wanted,
      instructions: parsed.instructions,
      start,
    },
    processes: command === null ? [] : [{ name: "web", command: command.text, because: `${path} line ${command.line}` }],
    warnings: start.ignored.map(at),
  };
}

/** What is said when nothing tells what runs. */
export const withoutStart = (path: string): readonly string[] => [
  `${path} has no CMD and no ENTRYPOINT of its own: add one, or say in ${manifestFile}:   processes: { web: { command: … } }`,
];

function targetOf({ stages }: Stages, wished: string | undefined): number | null {
  const found = wished === undefined ? stages.length - 1 : stages.map(({ name }) => name).lastIndexOf(wished.toLowerCase());
  return found === -1 ? null : found;
}

/** Those of the stages that count; all that are not allowed, of any stage. */
function wantedImages({ stages }: Stages, target: number, patterns: readonly string[]): { wanted: WantedImage[]; problems: Problem[] } {
  const needed = stagesOf(stages, target);
  const wanted = new Map<string, WantedImage>();
  const problems: Problem[] = [];
  for (const [index, { base, others }] of stages.entries()) {
    for (const from of [...(base === null ? [] : [base]), ...others]) {
      if (from.stage !== null) continue;
      const { raw, written, line } = from;
      const name = parseImageName(written);
      if (name === null) problems.push({ line, text: `${written.slice(0, 100)} is neither a stage nor the name of an image` });
      else if (!isAllowedBase(name, patterns)) problems.push({ line, text: refusedBase(name) });
      else if (needed.has(index)) {
        const before = wanted.get(written)?.spellings ?? [written];
        wanted.set(written, { written, name, spellings: [...new Set([...before, raw])] });
      }
    }
  }
  return { wanted: [...wanted.values()], problems };
}
