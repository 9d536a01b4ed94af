/** Work that is claimed from a store under a lease, so that it is done by one server at a time. */
export interface LeasedWork<L> {
  /** `carried`: what this server carries already, and must not be given again when a lease was over in between. */
  claim(carried: readonly L[]): Promise<L | null>;
  /** Keeps the lease; returns why the work must end, null when it goes on. */
  renew(lease: L): Promise<Error | null>;
  /** Does it. Ends early by the signal; its reason is what `renew` or `letGo` said. */
  carry(lease: L, signal: AbortSignal): Promise<void>;
  /** Why work is put down when this server stops: another one goes on with it. */
  letGo(lease: L): Error;
  /** For our own log: `build 57`. */
  name(lease: L): string;
}

export interface LeaseTimes {
  readonly leaseMs: number;
  /** How long an idle worker waits before it looks again, without a wake-up. */
  readonly idleMs: number;
  readonly onProblem: (what: string, error: unknown) => void;
}

export interface Worker {
  /** Something was queued or ended: look now. */
  wake(): void;
  /** Somebody wants something that runs to end: ask the store now instead of at the next heartbeat. */
  checkCancel(): void;
  /** Stops claiming, lets go of what runs (another server goes on with it) and resolves when all is put down. */
  stop(): Promise<void>;
}

interface Running<L> {
  readonly lease: L;
  readonly abort: AbortController;
}

/** Claims work and carries it until stopped, with a heartbeat for each lease. */
export function startLeaseWorker<L>(work: LeasedWork<L>, times: LeaseTimes): Worker {
  const running = new Set<Running<L>>();
  const tasks = new Set<Promise<void>>();
  let stopped = false;
  let looking = false;
  let lookAgain = false;

  async function look(): Promise<void> {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    try {
      do {
        lookAgain = false;
        await claimAll();
      } while (lookAgain);
    } catch (error) {
      times.onProblem("claiming work", error);
    } finally {
      looking = false;
    }
  }
  async function claimAll(): Promise<void> {
    while (!stopped) {
      const lease = await work.claim([...running].map(({ lease }) => lease));
      if (lease === null) return;
      begin(lease);
    }
  }
  function begin(lease: L): void {
    const entry: Running<L> = { lease, abort: new AbortController() };
    running.add(entry);
    if (stopped) entry.abort.abort(work.letGo(lease));
    const task = work
      .carry(lease, entry.abort.signal)
      .catch((error: unknown) => times.onProblem(work.name(lease), error))
      .finally(() => {
        running.delete(entry);
        tasks.delete(task);
        void look();
      });
    tasks.add(task);
  }
  async function beat(entry: Running<L>): Promise<void> {
    const end = await work.renew(entry.lease);
    if (end !== null) entry.abort.abort(end);
  }
  function beatAll(): void {
    for (const entry of running) {
      beat(entry).catch((error: unknown) => times.onProblem(`renewing the lease on ${work.name(entry.lease)}`, error));
    }
  }

  const heart = setInterval(beatAll, times.leaseMs / 3);
  const idle = setInterval(() => void look(), times.idleMs);
  void look();
  return {
    wake: () => void look(),
    checkCancel: beatAll,
    async stop() {
      stopped = true;
      clearInterval(idle);
      for (const entry of running) entry.abort.abort(work.letGo(entry.lease));
      await Promise.all(tasks);
      clearInterval(heart);
    },
  };
}
