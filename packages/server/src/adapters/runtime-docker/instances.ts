import type Dockerode from "dockerode";
import type { ToolName } from "@sluice/contract";
import type { Instance } from "../../core/ports/runtime.ts";
import type { Handwork } from "./handwork.ts";
import type { Absences } from "./absences.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { inspectEnded } from "../../docker-client/inspect-ended.ts";
import { engineError } from "./engine-error.ts";
import { type Kind, ownFilter, readLabels } from "./labels.ts";

export interface Place {
  readonly docker: Dockerode;
  readonly installation: string;
  readonly network: string;
  readonly handwork: Handwork;
  readonly kind: Kind;
  readonly absences: Absences;
}

/** `created` is left behind when a start was cut off: it will never run. */
function stateOf(state: string): Instance["state"] {
  return state === "running" || state === "paused" || state === "restarting" ? "running" : "ended";
}

const stillOn: Pick<Instance, "exitCode" | "outOfMemory" | "endedByRuntime"> = { exitCode: null, outOfMemory: false };

/** One listing for all; only containers that have ended are looked at singly, for their exit code. */
export async function listInstances(place: Place, tool?: ToolName, process?: string): Promise<readonly Instance[]> {
  const { docker, network } = place;
  const found = await docker
    .listContainers({ all: true, filters: { label: ownFilter(place, tool, process) } })
    .catch((error: unknown) => Promise.reject(engineError("list containers", error)));
  const instances = await Promise.all(
    found.map(async ({ Id, Labels, State, NetworkSettings }): Promise<Instance | null> => {
      const own = readLabels(Labels);
      if (own === null || State === "removing") return null;
      const state = stateOf(State);
      const end = state === "ended" ? await endOf(place, Id) : stillOn;
      if (end === null) return null;
      const ip = NetworkSettings.Networks[network]?.IPAddress ?? "";
      const { tool, release, process, shape, port } = own;
      const address = state === "running" && port !== null && ip !== "" ? `${ip}:${port}` : null;
      const altered = state === "running" ? alteredOf(place, Id, State, ip) : undefined;
      const byHand = end.endedByRuntime !== true && state === "ended" && place.handwork.isEndedByHand(Id);
      const marks = { ...(altered === undefined ? {} : { altered }), ...(byHand ? { byHand } : {}) };
      return { id: Id, tool, release, process, shape, state, address, ...end, ...marks };
    }),
  );
  return instances.filter((one) => one !== null);
}

function alteredOf(place: Place, id: string, state: string, ip: string): string | undefined {
  if (state === "paused") return "is paused";
  if (ip === "") return "was taken out of the network of the tools";
  return place.handwork.alteredIn(id);
}

async function endOf(
  { docker, absences }: Place,
  id: string,
): Promise<(Pick<Instance, "outOfMemory" | "endedByRuntime"> & { exitCode: number }) | null> {
  try {
    const { State } = await inspectEnded(docker.getContainer(id));
    const end = { exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
    return absences.covers(State.FinishedAt) ? { ...end, endedByRuntime: true } : end;
  } catch (error) {
    if (isGone(error)) return null;
    throw engineError("look at a container", error);
  }
}
