import { BuildId } from "@sluice/contract";
import { readdir } from "node:fs/promises";
import { type BuildsPlace, removeBuildDirectory } from "./build-directory.ts";
import type { Docker } from "./docker.ts";

/** Removes containers and directories of builds that are not in `running`, and of places made ahead that do not bear our `mark`. Containers first: they may still write. */
export async function removeOrphans(
  docker: Docker,
  installation: string,
  place: Omit<BuildsPlace, "lifecycle">,
  running: Pick<ReadonlySet<number>, "has">,
  mark: string,
): Promise<readonly BuildId[]> {
  const gone = new Set<BuildId>();
  const containers = await docker.containers([`sluice.installation=${installation}`, "sluice.kind=build"]);
  for (const { id, labels } of containers) {
    const build = BuildId.safeParse(labels["sluice.build"]);
    if ((build.success && running.has(build.data)) || labels["sluice.standby"] === mark) continue;
    await docker.removeContainer(id);
    if (build.success) gone.add(build.data);
  }
  const names = await readdir(place.builds).catch(() => []);
  for (const name of names) {
    const build = BuildId.safeParse(/^\d+$/.test(name) ? name : null);
    const isForeign = name.startsWith("standby-") && !name.startsWith(`standby-${mark}-`);
    if (!isForeign && (!build.success || running.has(build.data))) continue;
    await removeBuildDirectory(place, name);
    if (build.success) gone.add(build.data);
  }
  return [...gone].toSorted((a, b) => a - b);
}

/** Removes what a server that was killed while it baked has left. To be called before anything is baked. */
export async function removeBakes(docker: Docker, installation: string): Promise<void> {
  for (const { id } of await docker.containers([`sluice.installation=${installation}`, "sluice.kind=bake"]))
    await docker.removeContainer(id);
}
