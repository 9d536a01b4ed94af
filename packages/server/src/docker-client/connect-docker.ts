import Dockerode from "dockerode";
import { withDeadlines } from "./deadlines.ts";

/** Longer than the engine takes for any one thing on a busy machine; an engine that has gone is noticed by it. */
const patienceMs = 120_000;

/** The Docker Engine of this machine. */
export interface DockerClient {
  /** Questions and orders that are answered in one piece; silence ends them as an error. */
  readonly calls: Dockerode;
  /** What goes on for long: attached outputs, events, logs, pulls, waiting for an end. */
  readonly streams: Dockerode;
}

/**
 * The one way to the engine. `host`: `unix:///path` or `tcp://host:port`, as DOCKER_HOST has it. Node's own agent
 * keeps connections, so that a call costs no new one.
 */
export function connectDocker(host: string, timeoutMs = patienceMs): DockerClient {
  const url = new URL(host);
  const place = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: Number(url.port) };
  return {
    calls: withDeadlines(new Dockerode({ ...place, timeout: timeoutMs })),
    streams: withDeadlines(new Dockerode(place)),
  };
}
