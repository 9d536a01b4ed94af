import { SluiceError, type Release, type ToolName, type UserName } from "@sluice/contract";
import { changeRelease } from "./change-release.ts";
import type { ReleaseDependencies } from "./make-release.ts";
import { unknownProcess } from "./scale.ts";

/**
 * Makes a release whose processes, or the one that is named, are started anew: a number of restarts stands with each in
 * the control repository. New copies take the place of the old ones as in every deployment.
 */
export async function restart(deps: ReleaseDependencies, tool: ToolName, process: string | null, by: UserName): Promise<Release> {
  const what = process ?? "all processes";
  const release = await changeRelease(deps, {
    tool,
    by,
    cause: "restart",
    subject: (number) => `Restart ${what} of ${tool}: v${number}`,
    body: `sluice restart${process === null ? "" : ` ${process}`}`,
    change({ processes }) {
      if (process !== null && processes[process] === undefined) throw unknownProcess(tool, process, Object.keys(processes));
      if (Object.keys(processes).length === 0) return null;
      const restarted = Object.entries(processes).map(([name, spec]) => {
        const restarts = (spec.restarts ?? 0) + 1;
        return [name, process === null || process === name ? { ...spec, restarts } : spec];
      });
      return { processes: Object.fromEntries(restarted) };
    },
  });
  if (release === null) throw new SluiceError("wrong-state", `${tool} has no processes to restart.`);
  return release;
}
