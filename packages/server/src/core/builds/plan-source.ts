import type { BuildRow } from "../ports/store.ts";
import type { Sources } from "../ports/sources.ts";
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
import { commandName, planTests, type TestPlan } from "../manifest/plan-tests.ts";
import { planRun } from "../manifest/plan-run.ts";
import { readManifest } from "../manifest/read-manifest.ts";

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
    }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

/** Plans a commit straight from its repository, without a checkout. */
export async function planSource(
  sources: Sources,
  set: LanguageSet,
  build: Pick<BuildRow, "tool" | "commit">,
  today: string,
): Promise<Planned> {
  const [files, submodules] = await Promise.all([sources.files(build.tool, build.commit), sources.submodules(build.tool, build.commit)]);
  const source = { files, submodules, read: (path: string) => sources.file(build.tool, build.commit, path) };
  const planned = await planFiles(source, set.languages, today);
  // Whoever waits for a language whose file is wrong hears so.
  const wrong = set.broken.map(
    ({ path }) => `${path} of the control repository is wrong, and counts for nothing: tell an admin (sluice languages list).`,
  );
  return planned.kind === "refused" ? { ...planned, why: [...planned.why, ...wrong] } : planned;
}

/** Plans what stands in a few files. */
export async function planFiles(all: Source, languages: readonly Language[], today: string): Promise<Planned> {
  const read = await readManifest(all);
  if (read.kind === "refused") return read;
  const { manifest } = read;
  const folder = manifest?.directory ?? "";
  // their files are there when it is built, also when whoever asks for a plan has only their names
  const whole = folderSource(manifest?.build?.submodules === true ? { ...all, submodules: [] } : all, folder);
  if (folder !== "" && whole.files.length === 0) return noFolder(all, folder);
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
  return { kind: "planned", plan, run: run.run, tests, warnings, project };
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
  const tested = tests === null ? [] : [`tests: ${tests.commands.map(commandName).join(", ")}`];
  const where = plan.folder === "" ? "" : ` in ${plan.folder}`;
  return `Found${where} ${[...languages, ...processes, ...release, ...jobs, ...tested].join(", ")}`;
}
