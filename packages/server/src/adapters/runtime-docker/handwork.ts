import type Dockerode from "dockerode";
import { isGone } from "../../docker-client/docker-status.ts";
import { labels } from "./labels.ts";

/** What others did to our containers, as the engine's events tell it. */
export interface Handwork {
  /** We end it: the signals that it gets now are ours. */
  ending(id: string): void;
  isEndedByHand(id: string): boolean;
  /** What was changed, for a person; undefined when nothing. */
  alteredIn(id: string): string | undefined;
  /** Reads an event of a container. */
  note(action: string, id: string): Promise<void>;
  forget(id: string): void;
}

export function createHandwork(docker: Dockerode): Handwork {
  const ours = new Set<string>();
  const ended = new Set<string>();
  const altered = new Map<string, string>();

  /** An update of limits is seen in the result only: ours lead back to what the label says. */
  async function compareLimits(id: string): Promise<void> {
    try {
      const { Config, HostConfig } = await docker.getContainer(id).inspect();
      const wanted = Number(Config.Labels[labels.memory] ?? HostConfig.Memory);
      if (HostConfig.Memory === wanted) altered.delete(id);
      else altered.set(id, "has another memory limit");
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  return {
    ending: (id) => void ours.add(id),
    isEndedByHand: (id) => ended.has(id),
    alteredIn: (id) => altered.get(id),
    async note(action, id) {
      if (action === "kill" && !ours.has(id)) ended.add(id);
      if (action === "update") await compareLimits(id);
    },
    forget(id) {
      ours.delete(id);
      ended.delete(id);
      altered.delete(id);
    },
  };
}
