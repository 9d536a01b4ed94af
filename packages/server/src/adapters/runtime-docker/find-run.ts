import type Docker from "dockerode";
import type { ToolName } from "@sluice/contract";
import type { Run } from "../../core/ports/runtime.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { inspectEnded } from "../../docker-client/inspect-ended.ts";
import { engineError } from "./engine-error.ts";
import type { Place } from "./instances.ts";
import { labels, readLabels, runFilter } from "./labels.ts";

/** How a run's container is now. */
export interface RunState {
  readonly running: boolean;
  /** Its start was cut off: it will never run. */
  readonly neverStarted: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

export async function listRuns({ docker, installation }: Place, tool?: ToolName): Promise<readonly Run[]> {
  const found = await list(docker, runFilter(installation, tool === undefined ? {} : { tool }));
  return found.flatMap(({ Labels, State }): readonly Run[] => {
    const own = readLabels(Labels);
    const key = Labels[labels.run];
    if (own === null || key === undefined || State === "created" || State === "removing") return [];
    return [{ key, tool: own.tool, release: own.release, name: own.process, state: State === "running" ? "running" : "ended" }];
  });
}

/** The container of a run, null when there is none. */
export async function findRun({ docker, installation }: Place, key: string): Promise<Docker.Container | null> {
  const [first] = await list(docker, runFilter(installation, { key }));
  return first === undefined ? null : docker.getContainer(first.Id);
}

async function list(docker: Docker, label: string[]): Promise<readonly Docker.ContainerInfo[]> {
  return docker
    .listContainers({ all: true, filters: { label } })
    .catch((error: unknown) => Promise.reject(engineError("list runs", error)));
}

/** Null when it is gone. */
export async function stateOfRun(container: Docker.Container): Promise<RunState | null> {
  try {
    const { State } = await inspectEnded(container);
    return {
      running: State.Running,
      neverStarted: State.Status === "created",
      startedMs: Date.parse(State.StartedAt),
      endedMs: Date.parse(State.FinishedAt),
      exitCode: State.ExitCode,
      outOfMemory: State.OOMKilled,
    };
  } catch (error) {
    if (isGone(error)) return null;
    throw engineError("look at a run", error);
  }
}
