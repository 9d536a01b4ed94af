import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";
import type { Place } from "./instances.ts";
import { createDemultiplexer } from "./log-stream.ts";

/** What a container said last, by time: the two streams come apart. */
export async function lastLines(place: Place, id: string, count: number): Promise<readonly string[]> {
  try {
    const data: unknown = await place.docker
      .getContainer(id)
      .logs({ stdout: true, stderr: true, timestamps: true, tail: count, follow: false });
    const lines = createDemultiplexer()(Buffer.isBuffer(data) ? data : Buffer.from(String(data), "latin1"));
    return lines
      .toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0))
      .map(({ text }) => text)
      .slice(-count);
  } catch (error) {
    if (isGone(error)) return [];
    throw engineError("read the output of a container", error);
  }
}
