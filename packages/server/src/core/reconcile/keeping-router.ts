import type { Router } from "../ports/router.ts";

/** For a pass over a platform of which little is known: a route that may serve is only ever replaced by a better one. */
export function keepingRouter(router: Router): Router {
  return {
    set: (target) => router.set(target),
    remove: (host) => router.remove(host),
    list: () => router.list(),
    drained: (address, timeoutMs) => router.drained(address, timeoutMs),
    async replaceAll(targets) {
      const present = new Map((await router.list()).map(({ host, addresses }) => [host, addresses.join()]));
      for (const target of targets) {
        if (target.addresses.length > 0 && present.get(target.host) !== target.addresses.join()) await router.set(target);
      }
    },
  };
}
