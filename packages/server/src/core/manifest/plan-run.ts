import { Job, manifestFile, PartName, type ManifestPipeline } from "@sluice/contract";
import type { BuildPlan, PlannedProcess, RunPlan, RunProcess } from "../languages/build-plan.ts";
import type { Source } from "../languages/find-files.ts";
import { readCrons } from "./crons.ts";

const procfile = "Procfile";

export type RunPlanResult =
  | { readonly kind: "planned"; readonly run: RunPlan; readonly warnings: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

/** What runs: the manifest's word before what was found, and the log says what stood back. */
export async function planRun(source: Source, manifest: ManifestPipeline | null, found: BuildPlan): Promise<RunPlanResult> {
  const usable = found.processes.filter(({ name }) => PartName.safeParse(name).success);
  const misnamed = manifest?.processes === undefined ? found.processes.filter((one) => !usable.includes(one)).map(nameRule) : [];
  if (misnamed.length > 0 && usable.length === 0) return { kind: "refused", reason: "a process has no valid name", why: misnamed };
  const named: NonNullable<ManifestPipeline["processes"]> = manifest?.processes ?? Object.fromEntries(usable.map(({ name }) => [name, {}]));
  const processes = Object.entries(named).map(([name, { command, ...spec }]) => {
    const planned = found.processes.find((one) => one.name === name);
    return { name, spec, planned: command === undefined ? planned : { name, command, because: manifestFile } };
  });
  const without = processes.find(({ planned }) => planned === undefined);
  if (without !== undefined) {
    const why = [`${manifestFile}: processes.${without.name} has no command, and neither a Procfile nor a language says one for it.`];
    return { kind: "refused", reason: `${manifestFile} is wrong`, why };
  }
  const crons = await readCrons(source);
  const jobs = manifest?.jobs === undefined ? crons.jobs : jobsOf(manifest.jobs);
  const release = manifest?.release;
  const releaseCommand = release === undefined ? found.releaseCommand : { name: "release", command: release, because: manifestFile };
  return {
    kind: "planned",
    run: {
      processes: processes.flatMap(({ planned, spec }): RunProcess[] =>
        planned === undefined ? [] : [{ ...planned, copies: manifest?.processes === undefined ? unasked(planned) : 1, spec }],
      ),
      jobs,
      releaseCommand,
      promote: manifest?.promote ?? null,
    },
    warnings: [
      ...misnamed.map((rule) => `${rule} It is left out.`),
      ...stoodBack(manifest, found),
      ...(manifest?.jobs === undefined ? crons.warnings : cronsStoodBack(crons.jobs)),
    ],
  };
}

function nameRule({ name, because }: PlannedProcess): string {
  return `${because}: ${name}: a process's name must be 1 to 31 of a-z, 0-9 and -, and start with a letter.`;
}

/** As where Procfiles come from: `web` starts by itself, others when somebody scales them, as their lines may be commands for jobs. */
function unasked({ name, because }: PlannedProcess): number {
  return name === "web" || because !== procfile ? 1 : 0;
}

function jobsOf(jobs: NonNullable<ManifestPipeline["jobs"]>): Readonly<Record<string, Job>> {
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, Job.parse(job)]));
}

function stoodBack(manifest: ManifestPipeline | null, found: BuildPlan): readonly string[] {
  const named = manifest?.processes;
  const over = (one: PlannedProcess): string[] => {
    const own = named?.[one.name];
    if (named !== undefined && own === undefined)
      return [`${one.because} says a ${one.name} process: it is not run, as ${manifestFile} does not name it.`];
    if (own?.command === undefined || own.command === one.command) return [];
    return [`${one.because} says another ${one.name} command, ${one.command}: ${manifestFile} decides.`];
  };
  const fromFile = found.processes.filter(({ because }) => because === procfile);
  const release = found.releaseCommand;
  const overRelease = release !== null && manifest?.release !== undefined && manifest.release !== release.command;
  return [
    ...fromFile.flatMap(over),
    ...(overRelease ? [`${release.because} says another release command, ${release.command}: ${manifestFile} decides.`] : []),
  ];
}

function cronsStoodBack(crons: Readonly<Record<string, Job>>): readonly string[] {
  return Object.keys(crons).length === 0 ? [] : [`app.json's crons are not run: ${manifestFile} has jobs and decides.`];
}
