import type { ReleaseDependencies } from "./core/releases/make-release.ts";
import { restart } from "./core/releases/restart.ts";
import { scale } from "./core/releases/scale.ts";
import type { ProcessActions } from "./http/dependencies.ts";

/** Binds what people do to processes to the releases part. */
export function startProcesses(deps: ReleaseDependencies): ProcessActions {
  return {
    scale: (tool, replicas, by) => scale(deps, tool, replicas, by),
    restart: (tool, process, by) => restart(deps, tool, process, by),
  };
}
