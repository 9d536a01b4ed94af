import type { Prober } from "../../core/ports/runtime.ts";
import { probeHttp } from "./probe-http.ts";
import { probeTcp } from "./probe-tcp.ts";

/** Probes over the network from this process. */
export function netProber(): Prober {
  return {
    probe(address, path, timeoutMs) {
      const [host = "", port = ""] = address.split(":");
      return path === null ? probeTcp(host, Number(port), timeoutMs) : probeHttp(host, Number(port), path, timeoutMs);
    },
  };
}
