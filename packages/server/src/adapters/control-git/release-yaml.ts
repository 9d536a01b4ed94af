import { ReleaseFile } from "@sluice/contract";
import { stringify } from "yaml";

/** Keys in a fixed order, so that a change of one value is a change of one line. */
export function writeRelease(file: ReleaseFile): string {
  const { tool, release, image, commit, pipeline, build, settings, secrets, release_command, processes, jobs, promote } =
    ReleaseFile.parse(file);
  const text = {
    tool,
    release,
    image,
    commit,
    pipeline,
    build,
    settings,
    ...(secrets === undefined ? {} : { secrets }),
    ...(release_command === undefined ? {} : { release_command }),
    processes: sorted(processes),
    ...(Object.keys(jobs).length === 0 ? {} : { jobs: sorted(jobs) }),
    ...(promote === undefined ? {} : { promote }),
  };
  return stringify(text, { lineWidth: 0 });
}

function sorted<T>(parts: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
