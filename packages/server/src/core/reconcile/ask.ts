import type { Process } from "@sluice/contract";
import type { Instance, Prober, Runtime } from "../ports/runtime.ts";

export interface Answer {
  readonly healthy: boolean;
  /** For a person. */
  readonly answer: string;
}

/** Whether anything can be asked of a copy: what has neither a port nor a check is taken for good when it runs. */
export function canBeAsked({ port, health }: Process): boolean {
  return port !== undefined || typeof health === "object";
}

/** With a check: what that says, run in the copy. Else what its port says. */
export async function ask(
  { prober, runtime }: { readonly prober: Prober; readonly runtime: Pick<Runtime, "check"> },
  instance: Instance,
  spec: Process,
  timeoutMs: number,
): Promise<Answer> {
  if (typeof spec.health === "object") return runtime.check(instance.id, spec.health.command, spec.health.timeout * 1000);
  return askPort(prober, instance, spec, timeoutMs);
}

/**
 * With a health path: what the prober says. Without: the port accepts connections and, as servers open their port
 * before they have loaded the app, a request for `/` has an answer that is no server error.
 */
export async function askPort(prober: Prober, instance: Instance, spec: Process, timeoutMs: number): Promise<Answer> {
  if (instance.address === null) return { healthy: false, answer: "it has no address yet" };
  if (typeof spec.health === "string") return prober.probe(instance.address, spec.health, timeoutMs);
  const tcp = await prober.probe(instance.address, null, timeoutMs);
  if (!tcp.healthy) return tcp;
  const http = await prober.probe(instance.address, "/", timeoutMs);
  const note = `port ${spec.port ?? ""} accepts connections, ${http.answer}`;
  return {
    healthy: http.healthy || (http.status !== undefined && http.status < 500),
    answer: note,
  };
}
