import { SluiceError } from "@sluice/contract";
import Docker from "dockerode";
import { withDeadlines } from "../../docker-client/deadlines.ts";

/** Where the engine answers: a socket's path or `http://host:port`, as DOCKER_HOST says it. */
export function connect(host: string): Docker {
  if (host.startsWith("unix://")) return withDeadlines(new Docker({ socketPath: host.slice("unix://".length) }));
  const url = new URL(host.replace(/^tcp:/, "http:"));
  return withDeadlines(new Docker({ host: url.hostname, port: Number(url.port), protocol: "http" }));
}

function statusOf(error: unknown): number | null {
  return typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : null;
}

/** The thing is not there (404), is going (409) or is so already (304). */
export function isGone(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 409 || status === 304;
}

/** Says in our words that the engine could not do something. */
export function engineError(what: string, error: unknown): SluiceError {
  const why = error instanceof Error ? error.message.replace(/^\(HTTP code \d+\)\s*/, "") : String(error);
  return new SluiceError("unavailable", `the container engine could not ${what}: ${why}`, {
    cause: error,
  });
}
