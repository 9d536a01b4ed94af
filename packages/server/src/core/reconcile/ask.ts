import type { Process } from "@sluice/contract";
import type { Instance, Prober } from "../ports/runtime.ts";

export interface Answer {
  readonly healthy: boolean;
  /** For a person. */
  readonly answer: string;
}

/**
 * With a health path: what the prober says. Without: the port accepts connections and, as servers open their port
 * before they have loaded the app, a request for `/` has an answer that is no server error.
 */
export async function ask(prober: Prober, instance: Instance, spec: Process, timeoutMs: number): Promise<Answer> {
  if (instance.address === null) return { healthy: false, answer: "it has no address yet" };
  if (spec.health !== undefined) return prober.probe(instance.address, spec.health, timeoutMs);
  const tcp = await prober.probe(instance.address, null, timeoutMs);
  if (!tcp.healthy) return tcp;
  const http = await prober.probe(instance.address, "/", timeoutMs);
  const note = `port ${spec.port ?? ""} accepts connections, ${http.answer}`;
  return {
    healthy: http.healthy || (http.status !== undefined && http.status < 500),
    answer: note,
  };
}
