import { manifestFile, type ManifestPipeline } from "@sluice/contract";
import type { Source } from "../languages/find-files.ts";
import { readAptfile } from "./aptfile.ts";
import { isForBuilding, type WishedPackages } from "./package-sides.ts";
import { readProjectToml, type ProjectFile } from "./project-toml.ts";

/** All that `sluice.yaml`, `Aptfile` and `project.toml` ask for together. */
export async function wishedPackages(source: Source, manifest: ManifestPipeline | null, known?: ProjectFile): Promise<WishedPackages> {
  const own = manifest?.build?.packages ?? {};
  const project = known ?? (await readProjectToml(source));
  const others = [await readAptfile(source), { ...project.packages, problems: project.problems }];
  return {
    build: [...(own.build ?? []), ...others.flatMap(({ build }) => build)],
    run: [...(own.run ?? []), ...others.flatMap(({ run }) => run)],
    problems: [...(own.run ?? []).flatMap(outOfRun), ...others.flatMap(({ problems }) => problems)],
  };
}

function outOfRun(name: string, index: number): string[] {
  if (!isForBuilding(name)) return [];
  return [
    `${manifestFile}: build.packages.run.${index}: ${name} is only for building: put it under build.packages.build. What runs needs the library itself, libpq5 for libpq-dev.`,
  ];
}
