export interface HostLimits {
  /** Looks at one host at one time. */
  readonly perHost: number;
  /** Seconds that a host is left alone after its first failure, doubled by each more, and the most. */
  readonly backOff: number;
  readonly backOffMost: number;
}

interface Host {
  running: number;
  failures: number;
  /** Milliseconds since 1970. */
  heldUntil: number;
}

/** What may be asked of which host now. What it remembers may be lost: sources keep their own failures. */
export interface WatchHosts {
  /** Until when it is left alone; null: it is not. */
  heldUntil(host: string, now: number): number | null;
  /** False when enough is asked of it. */
  take(host: string): boolean;
  /** `away`: it did not answer. */
  give(host: string, away: boolean, now: number): void;
}

export function watchHosts({ perHost, backOff, backOffMost }: HostLimits): WatchHosts {
  const hosts = new Map<string, Host>();
  const of = (name: string): Host => {
    const known = hosts.get(name) ?? { running: 0, failures: 0, heldUntil: 0 };
    hosts.set(name, known);
    return known;
  };
  return {
    heldUntil(name, now) {
      const host = hosts.get(name);
      return host !== undefined && host.heldUntil > now ? host.heldUntil : null;
    },
    take(name) {
      const host = of(name);
      // one that was away is tried by one look before the others come
      if (host.running >= (host.failures > 0 ? 1 : perHost)) return false;
      host.running += 1;
      return true;
    },
    give(name, away, now) {
      const host = of(name);
      host.running -= 1;
      if (away) {
        host.heldUntil = now + Math.min(backOffMost, backOff * 2 ** Math.min(host.failures, 20)) * 1000;
        host.failures += 1;
      } else if (host.running === 0) hosts.delete(name);
      else host.failures = 0;
    },
  };
}
