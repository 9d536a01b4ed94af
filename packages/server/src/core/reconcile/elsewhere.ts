import type { Prober, Runtime } from "../ports/runtime.ts";
import { askPort } from "./ask.ts";
import type { Candidate } from "./health.ts";

/** Between two looks at where a process listens. */
const lookEveryMs = 1000;

/**
 * The port on which a process takes connections from outside although it was told another: null when it listens on the
 * one that it was told, on none, on several, or only to itself.
 */
export function ownPort(listening: readonly string[], told: number): number | null {
  const ports = (some: readonly string[]): ReadonlySet<number> => new Set(some.map((one) => Number(one.slice(one.lastIndexOf(":") + 1))));
  if (ports(listening).has(told)) return null;
  const [first, ...others] = ports(listening.filter((one) => !/^(127\.|\[::1\])/.test(one)));
  return first === undefined || others.length > 0 ? null : first;
}

export interface Elsewhere {
  readonly candidate: Candidate;
  readonly port: number;
}

/**
 * Watches candidates that do not answer on their port. One that has answered for `patienceMs` on one other port, and on
 * no more, is taken at its word: a server may open a port for its own figures before it opens the one for requests.
 */
export function watchElsewhere(
  deps: { readonly runtime: Pick<Runtime, "listening">; readonly prober: Prober },
  patienceMs: number,
): (waiting: readonly Candidate[], now: number) => Promise<Elsewhere | null> {
  const seen = new Map<string, { readonly port: number; readonly since: number }>();
  let looked = -Infinity;
  return async (waiting, now) => {
    if (now - looked < Math.min(lookEveryMs, patienceMs)) return null;
    looked = now;
    for (const candidate of waiting) {
      const port = await answeringElsewhere(deps, candidate);
      const { id } = candidate.instance;
      const before = seen.get(id);
      if (port === null) seen.delete(id);
      else if (before?.port !== port) seen.set(id, { port, since: now });
      else if (now - before.since >= patienceMs) return { candidate, port };
    }
    return null;
  };
}

async function answeringElsewhere(
  { runtime, prober }: { readonly runtime: Pick<Runtime, "listening">; readonly prober: Prober },
  { instance, spec }: Candidate,
): Promise<number | null> {
  // a check does not ask the port
  if (spec.port === undefined || instance.address === null || typeof spec.health === "object") return null;
  const port = ownPort(await runtime.listening(instance.id), spec.port);
  if (port === null) return null;
  const address = `${instance.address.slice(0, instance.address.lastIndexOf(":"))}:${port}`;
  const { healthy } = await askPort(prober, { ...instance, address }, { ...spec, port }, lookEveryMs);
  return healthy ? port : null;
}
