import type Dockerode from "dockerode";
import type { Readable } from "node:stream";
import { z } from "zod";
import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";
import type { Place } from "./instances.ts";
import { ownFilter } from "./labels.ts";

const Past = z.object({ Action: z.string(), Actor: z.object({ ID: z.string() }) });

/** 128 + SIGTERM, which nothing but a stop sends: docker stop, or an engine that is stopped itself. */
const terminated = 143;

/**
 * What was done to our containers before we watched, as far as it can be known: the engine's last 256 events, none of
 * them from before its own start (moby daemon/events), and containers that were terminated while the engine ran, as
 * others have been running since. Whatever else has ended counts as ended by itself.
 */
export async function recallHandwork(place: Place): Promise<void> {
  const { docker, handwork } = place;
  try {
    await recallTerminated(place);
    const until = Date.now() / 1000;
    const filters = JSON.stringify({ type: ["container"], event: ["kill", "update"], label: ownFilter(place) });
    const stream = (await docker.getEvents({ since: 1, until, filters })) as unknown as Readable;
    let text = "";
    for await (const part of stream) text += String(part);
    for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
      const { Action, Actor } = Past.parse(JSON.parse(line));
      await handwork.note(Action, Actor.ID);
    }
  } catch (error) {
    throw engineError("read the engine's last events", error);
  }
}

async function recallTerminated(place: Place): Promise<void> {
  const { docker, handwork } = place;
  const all = await docker.listContainers({ all: true, filters: { label: ownFilter(place) } });
  // Ours are started when they are created, and once.
  const engineRanAt = Math.min(...all.filter(({ State }) => State === "running").map(({ Created }) => Created * 1000));
  for (const { Id } of all.filter(({ State }) => State === "exited")) {
    const found = await docker.getContainer(Id).inspect().catch(unlessGone);
    if (found?.State.ExitCode === terminated && Date.parse(found.State.FinishedAt) > engineRanAt) await handwork.note("kill", Id);
  }
}

function unlessGone(error: unknown): null {
  if (isGone(error)) return null;
  throw error;
}

/** The network of an installation is made with its first container's engine and lost with it. */
export async function homeOf(docker: Dockerode, network: string): Promise<string> {
  try {
    return z.object({ Id: z.string() }).parse(await docker.getNetwork(network).inspect()).Id;
  } catch (error) {
    throw engineError("look at the network of the tools", error);
  }
}

export interface Recalling {
  /** Resolves when what the engine remembers has been read. */
  known(): Promise<void>;
  /** Something may have been missed: it is read again before the next answer. */
  again(): void;
}

/** Read when it is first asked for, and again when a stream of events has begun anew, so that nothing falls between. */
export function recalling(read: () => Promise<void>): Recalling {
  let done: Promise<void> | null = null;
  return {
    known() {
      const reading: Promise<void> = (done ??= read().catch((error: unknown) => {
        if (done === reading) done = null;
        throw error;
      }));
      return reading;
    },
    again: () => void (done = null),
  };
}
