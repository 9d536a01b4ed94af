import Dockerode from "dockerode";
import { usualDeadlines, withDeadlines, type Deadlines } from "./deadlines.ts";

/**
 * The one way to the engine. `host`: `unix:///path` or `tcp://host:port`, as DOCKER_HOST has it. Node's own agent
 * keeps connections, so that a call costs no new one; how long each may take is said by `deadlines` alone.
 */
export function connectDocker(host: string, deadlines: Deadlines = usualDeadlines): Dockerode {
  const url = new URL(host);
  const place = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: Number(url.port) };
  return withDeadlines(new Dockerode(place), deadlines);
}
