import type { Router } from "../core/ports/router.ts";
import type { Runtime } from "../core/ports/runtime.ts";

type Say = (text: string) => void;

/** The runtime, with a word on each thing that it is made to do. */
export function tellingRuntime(runtime: Runtime, say: Say): Runtime {
  const names = new Map<string, string>();
  return {
    ...runtime,
    async start(request) {
      const what = `${request.process} of ${request.tool} v${request.release}`;
      const instance = await runtime.start(request);
      names.set(instance.id, what);
      say(`started ${what}`);
      return instance;
    },
    async list(tool) {
      const found = await runtime.list(tool);
      for (const one of found) names.set(one.id, `${one.process} of ${one.tool} v${one.release}`);
      return found;
    },
    async stop(id, graceSeconds) {
      await runtime.stop(id, graceSeconds);
      say(`stopped ${names.get(id) ?? id}`);
    },
  };
}

export function tellingRouter(router: Router, say: Say): Router {
  return {
    async set(target) {
      await router.set(target);
      say(`routed ${target.host} to ${target.addresses.length === 0 ? "nobody" : target.addresses.join(", ")}`);
    },
    async remove(host) {
      await router.remove(host);
      say(`took ${host} out of the router`);
    },
    list: () => router.list(),
    replaceAll: (targets) => router.replaceAll(targets),
    drained: (address, timeoutMs) => router.drained(address, timeoutMs),
  };
}
