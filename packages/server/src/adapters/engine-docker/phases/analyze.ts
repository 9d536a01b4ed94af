import { SluiceError } from "@sluice/contract";
import { copyFile } from "node:fs/promises";
import type { BuildDirectory } from "../build-directory.ts";
import { analyzerArguments, exporterArguments, type ImageNames } from "./arguments.ts";
import { runHostPhase } from "./host-phase.ts";

export interface RegistryAccess {
  readonly registryHost: string;
  readonly credential: string;
  readonly signal: AbortSignal;
}

const ignore = (): void => undefined;

/** Reads the last image's metadata and checks that the new one can be written. False when the registry refuses. */
export async function analyze(
  directory: BuildDirectory,
  names: ImageNames,
  access: RegistryAccess,
): Promise<{ done: boolean; said: string }> {
  const phase = {
    root: directory.root,
    program: "analyzer",
    arguments: analyzerArguments(names),
    onLine: ignore,
    ...access,
  } as const;
  const { exitCode, lastLines } = await runHostPhase(phase);
  return { done: exitCode === 0, said: lastLines.join("; ") };
}

/**
 * The container gets a copy of the analysis, where it can only read it: the exporter uses the original, and what the
 * code does meanwhile cannot turn our writing elsewhere.
 */
export async function shareAnalysis(directory: BuildDirectory): Promise<void> {
  await copyFile(directory.path("record", "analyzed.toml"), directory.path("platform", "analyzed.toml"));
}

/** Writes the image into the registry. */
export async function exportImage(
  directory: BuildDirectory,
  names: ImageNames,
  processType: string | null,
  access: RegistryAccess,
): Promise<void> {
  const phase = {
    root: directory.root,
    program: "exporter",
    arguments: exporterArguments(names, processType),
    onLine: ignore,
    ...access,
  } as const;
  const { exitCode, lastLines } = await runHostPhase(phase);
  if (exitCode !== 0)
    throw new SluiceError("unavailable", `the image could not be exported (exit code ${exitCode}): ${lastLines.join("; ")}`);
}
