import { mainPipeline, manifestFile, type ManifestPipeline } from "@sluice/contract";
import type { BuildRow } from "../ports/store.ts";
import type { Sources } from "../ports/sources.ts";
import { type DockerfilePolicy, planDockerfile, withoutStart } from "../dockerfiles/plan-dockerfile.ts";
import { builderPlan } from "../dockerfiles/builder-plan.ts";
import type { BuildPlan, RunPlan } from "../languages/build-plan.ts";
import type { Source } from "../languages/find-files.ts";
import type { Language } from "../languages/language.ts";
import type { LanguageSet } from "../languages/own-languages.ts";
import { elsewhere, noFolder } from "../languages/elsewhere.ts";
import { folderSource } from "../languages/folder-source.ts";
import { planBuild } from "../languages/plan.ts";
import { readProjectToml, type ProjectFile } from "../packages/project-toml.ts";
import { wishedPackages } from "../packages/wished-packages.ts";
import { testsVariable } from "../languages/compile-step.ts";
import { planTests, testNames, type TestPlan } from "../manifest/plan-tests.ts";
import { planRun } from "../manifest/plan-run.ts";
import { readManifest, type ReadManifest } from "../manifest/read-manifest.ts";

export type Planned =
  | {
      readonly kind: "planned";
      readonly plan: BuildPlan;
      readonly run: RunPlan;
      /** Null: nothing is tested. */
      readonly tests: TestPlan | null;
      readonly warnings: readonly string[];
      /** What a project.toml says of the build: variables, and files that are no part of it. */
      readonly project: Pick<ProjectFile, "env" | "leftOut">;
      /** False: it is only built and tested. */
      readonly deploys: boolean;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

/** What a source is planned by, besides itself. */
export interface PlanRules {
  readonly languages: readonly Language[];
  readonly dockerfiles: DockerfilePolicy;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Submodules that can be fetched were. Without it only their names are known, and those count as there. */
  readonly isWhole?: boolean;
}

/** Plans a commit straight from its repository, without a checkout. What it still has of submodules could not be had. */
export async function planSource(
  sources: Sources,
  set: LanguageSet,
  build: Pick<BuildRow, "source" | "commit" | "pipeline">,
  rules: Omit<PlanRules, "languages" | "isWhole">,
): Promise<Planned> {
  const { source: from, commit, pipeline } = build;
  const [files, submodules] = await Promise.all([sources.files(from, commit), sources.submodules(from, commit)]);
  const source = { files, submodules, read: (path: string) => sources.file(from, commit, path) };
  const planned = await planFiles(source, { ...rules, languages: set.languages, isWhole: true }, pipeline);
  // Whoever waits for a language whose file is wrong hears so.
  const wrong = set.broken.map(
    ({ path }) => `${path} of the control repository is wrong, and counts for nothing: tell an admin (sluice languages list).`,
  );
  return planned.kind === "refused" ? { ...planned, why: [...planned.why, ...wrong] } : planned;
}

/** Plans what stands in a few files, by one pipeline of its manifest; null: the only one. */
export async function planFiles(all: Source, rules: PlanRules, pipeline: string | null = null): Promise<Planned> {
  const { languages, today } = rules;
  const read = await readManifest(all);
  if (read.kind === "refused") return read;
  const found = pipelineOf(read, pipeline);
  if (found.kind === "refused") return found;
  const { manifest, deploys } = found;
  const folder = manifest?.directory ?? "";
  const isLacking = rules.isWhole === true || manifest?.build?.submodules === false;
  const whole = folderSource(isLacking ? all : { ...all, submodules: [] }, folder);
  if (folder !== "" && whole.files.length === 0) return noFolder(all, folder);
  if (manifest?.build?.dockerfile !== undefined)
    return planByDockerfile(whole, manifest, rules.dockerfiles, { folder, deploys, warnings: read.warnings });
  const project = await readProjectToml(whole);
  if (project.problems.length > 0) return { kind: "refused", reason: "project.toml is wrong", why: project.problems };
  const source = without(whole, project.leftOut);
  const { languages: wished = project.languages, base = project.base } = manifest?.build ?? {};
  const packages = await wishedPackages(whole, manifest, project);
  if (packages.problems.length > 0) return { kind: "refused", reason: "a Debian package cannot be installed", why: packages.problems };
  const wish = {
    folder,
    ...(wished === undefined ? {} : { languages: wished }),
    ...(base === undefined ? {} : { base }),
    packages,
    runs: manifest?.processes !== undefined || manifest?.jobs !== undefined,
  };
  const planned = await planBuild(source, languages, wish, today);
  if (planned.kind === "refused") return { ...planned, why: [...planned.why, ...(await elsewhere(all, folder, languages, wished))] };
  const run = await planRun(source, manifest, planned.plan);
  if (run.kind === "refused") return run;
  const warnings = [...read.warnings, ...project.warnings, ...planned.plan.warnings, ...run.warnings];
  const tests = planTests(manifest);
  const plan = tests === null ? planned.plan : { ...planned.plan, variables: { ...planned.plan.variables, [testsVariable]: "1" } };
  return { kind: "planned", plan, run: run.run, tests, warnings, project, deploys };
}

/** An image by a Dockerfile: its languages, packages and tests are the Dockerfile's own business. */
async function planByDockerfile(
  source: Source,
  manifest: ManifestPipeline,
  policy: DockerfilePolicy,
  { folder, deploys, warnings }: { readonly folder: string; readonly deploys: boolean; readonly warnings: readonly string[] },
): Promise<Planned> {
  const { dockerfile: path = "", ...build } = manifest.build ?? {};
  if (manifest.test !== undefined) {
    const instead = `make them a stage of ${path} that the last one copies something from, so that a failure stops the build`;
    return {
      kind: "refused",
      reason: `${manifestFile} is wrong`,
      why: [`${manifestFile}: test: does not go with build.dockerfile: ${instead}.`],
    };
  }
  const result = await planDockerfile(source, { ...build, dockerfile: path }, policy);
  if (result.kind === "refused") return result;
  const plan = builderPlan(folder, result);
  const run = await planRun(source, manifest, plan);
  if (run.kind === "refused") return run;
  const { port } = result.dockerfile.start;
  const processes = run.run.processes.map((one) =>
    one.name === "web" && one.spec.port === undefined && port !== null ? { ...one, spec: { ...one.spec, port: port.number } } : one,
  );
  if (deploys && processes.length === 0 && Object.keys(run.run.jobs).length === 0)
    return { kind: "refused", reason: "no start command was found", why: withoutStart(path) };
  return {
    kind: "planned",
    plan,
    run: { ...run.run, processes },
    tests: null,
    warnings: [...warnings, ...plan.warnings, ...run.warnings],
    project: { env: {}, leftOut: [] },
    deploys,
  };
}

type OnePipeline =
  | { readonly kind: "found"; readonly manifest: ManifestPipeline | null; readonly deploys: boolean }
  | Extract<Planned, { kind: "refused" }>;

function pipelineOf({ pipelines }: Extract<ReadManifest, { kind: "read" }>, wished: string | null): OnePipeline {
  const only = pipelines?.length === 1 ? pipelines[0] : undefined;
  const found = wished === null ? only : pipelines?.find(({ name }) => name === wished);
  if (found !== undefined) return { kind: "found", manifest: found.says, deploys: found.deploy };
  if (pipelines === null && (wished ?? mainPipeline) === mainPipeline) return { kind: "found", manifest: null, deploys: true };
  const names = (pipelines ?? []).map(({ name }) => name).join(", ");
  const why = wished === null ? "it has several: name one" : `there is none of this name`;
  return {
    kind: "refused",
    reason: `${manifestFile} has no pipeline ${wished ?? "alone"}`,
    why: [`${why} of ${names === "" ? "none" : names}`],
  };
}

function without(source: Source, leftOut: readonly string[]): Source {
  if (leftOut.length === 0) return source;
  const gone = new Set(leftOut);
  const kept = (paths: readonly string[]): readonly string[] => paths.filter((path) => !gone.has(path));
  return {
    files: kept(source.files),
    submodules: kept(source.submodules ?? []),
    read: async (path) => (gone.has(path) ? null : source.read(path)),
  };
}

/** `Found python 3.13 (requirements.txt), web process: gunicorn app:app (app.py)`. */
export function describePlan({ plan, run, tests }: Pick<Extract<Planned, { kind: "planned" }>, "plan" | "run" | "tests">): string {
  const languages = plan.languages.map((l) => [l.id, l.version, `(${l.because})`].filter((part) => part !== "").join(" "));
  const processes = run.processes.map((p) => `${p.name} process: ${p.command} (${p.because})`);
  const release = run.releaseCommand === null ? [] : [`release command: ${run.releaseCommand.command} (${run.releaseCommand.because})`];
  const jobs = Object.entries(run.jobs).map(([name, { command, schedule }]) => `job ${name} ${schedule}: ${command}`);
  const tested = tests === null ? [] : [`tests: ${testNames(tests).join(tests.stages.length > 1 ? "; " : ", ")}`];
  const { dockerfile } = plan;
  const made =
    dockerfile === null
      ? []
      : [[dockerfile.path, ...(dockerfile.target === null ? [] : [`(${dockerfile.target})`]), ...basesOf(dockerfile)].join(" ")];
  const where = plan.folder === "" ? "" : ` in ${plan.folder}`;
  return `Found${where} ${[...made, ...languages, ...processes, ...release, ...jobs, ...tested].join(", ")}`;
}

function basesOf({ images }: NonNullable<BuildPlan["dockerfile"]>): readonly string[] {
  return images.length === 0 ? [] : [`on ${images.map(({ written }) => written).join(" and ")}`];
}
