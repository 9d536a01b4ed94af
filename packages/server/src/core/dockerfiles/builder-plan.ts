import type { BuildPlan } from "../languages/build-plan.ts";
import type { DockerfileResult } from "./plan-dockerfile.ts";

/** What the builder itself is: a package set like any other, so it is baked, refreshed and pruned like one. */
export const builder = { base: "debian-13", packages: ["buildah", "netavark"] } as const;

/** The plan of an image that a Dockerfile says, in the builder. */
export function builderPlan(
  folder: string,
  { dockerfile, processes, warnings }: Extract<DockerfileResult, { kind: "planned" }>,
): BuildPlan {
  return {
    folder,
    languages: [],
    base: builder.base,
    packages: { build: builder.packages, run: [] },
    slim: null,
    processes,
    releaseCommand: null,
    variables: {},
    steps: [],
    warnings,
    dockerfile,
  };
}
