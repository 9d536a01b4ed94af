import { createHash } from "node:crypto";
import { CommitHash, type ComponentFile, type ReleaseFile } from "@sluice/contract";

/** The one process of a component. */
export const componentProcess = "main";

/**
 * A component as the reconciler sees all that runs: a release of one process. What it is started with beside that, its
 * environment and the hashes of its files, stands in the settings' version, so that a change of them replaces it.
 */
export function releaseOfComponent(file: ComponentFile, hashes: readonly string[]): ReleaseFile {
  const { component, release, image, command, port, health, replicas, memory, cpu } = file;
  const given = JSON.stringify([Object.entries(file.environment).toSorted(), Object.entries(file.files).toSorted(), hashes]);
  const version = Number.parseInt(createHash("sha256").update(given).digest("hex").slice(0, 12), 16);
  return {
    tool: component,
    release,
    image,
    commit: CommitHash.parse("0".repeat(40)),
    pipeline: "component",
    build: null,
    settings: version,
    jobs: {},
    processes: {
      [componentProcess]: {
        command: command ?? "",
        replicas,
        memory,
        cpu,
        ...(port === undefined ? {} : { port }),
        ...(health === undefined ? {} : { health }),
      },
    },
  };
}
