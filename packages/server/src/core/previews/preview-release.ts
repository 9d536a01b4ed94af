import { SluiceError, type Process, type Release, type ReleaseFile } from "@sluice/contract";
import type { RunPlan } from "../languages/build-plan.ts";
import type { PreviewStore } from "../ports/preview-store.ts";
import { commitBuild, type NewRelease, type ReleaseDependencies, unnumberedRelease } from "../releases/make-release.ts";
import { type PreviewKey, runNameOf } from "./run-name.ts";

/** What one process of a preview may have at most. */
export interface PreviewSize {
  readonly memoryMiB: number;
  /** Thousandths of a core. */
  readonly milliCpus: number;
}

export interface PreviewReleaseDependencies extends ReleaseDependencies {
  readonly previews: Pick<PreviewStore, "preview" | "keepPreviewFile">;
  readonly previewSize: PreviewSize;
}

/**
 * The release of a preview's build: one small copy of each process, without jobs, release command and promotion, and
 * without secrets unless they were asked for. May be repeated for the same build, as that of a tool.
 */
export async function makePreviewRelease(deps: PreviewReleaseDependencies, wish: NewRelease, key: PreviewKey): Promise<Release> {
  const row = await deps.previews.preview(key);
  const { settings: _, build: __, ...whole } = unnumberedRelease({ ...wish, run: await scaledAsTool(deps, wish.run, key) }, null);
  if (row === null || row.ending || !(await deps.previews.keepPreviewFile(key, whole))) {
    throw new SluiceError("wrong-state", `The preview ${key.name} of ${key.tool} was deleted meanwhile.`);
  }
  const { jobs: ___, release_command: ____, promote: _____, processes, ...rest } = whole;
  const file = {
    ...rest,
    build: wish.build.id,
    settings: 0,
    tool: runNameOf(key),
    processes: small(processes, deps.previewSize),
    jobs: {},
  };
  return commitBuild(deps, wish.build, () => (row.secrets ? file : { ...file, secrets: false as const }));
}

/** What waits to be scaled runs in a preview when it does in the tool. */
async function scaledAsTool({ control }: PreviewReleaseDependencies, run: RunPlan, { tool }: PreviewKey): Promise<RunPlan> {
  const live = await control.read(tool);
  const scaled = live?.kind === "release" ? live.file.processes : {};
  const processes = run.processes.map((one) => (one.copies > 0 ? one : { ...one, copies: scaled[one.name]?.replicas ?? one.copies }));
  return { ...run, processes };
}

export function small(processes: ReleaseFile["processes"], { memoryMiB, milliCpus }: PreviewSize): ReleaseFile["processes"] {
  const cut = (process: Process): Process => ({
    ...process,
    replicas: Math.min(process.replicas, 1),
    memory: `${Math.min(mebibytes(process.memory), memoryMiB)}Mi`,
    cpu: `${Math.min(thousandths(process.cpu), milliCpus)}m`,
  });
  return Object.fromEntries(Object.entries(processes).map(([name, process]) => [name, cut(process)]));
}

function mebibytes(memory: string): number {
  return Number.parseInt(memory, 10) * (memory.endsWith("Gi") ? 1024 : 1);
}

function thousandths(cpu: string): number {
  return Number.parseInt(cpu, 10) * (cpu.endsWith("m") ? 1 : 1000);
}
