import { type Moment, sourceHost, type ToolName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { SourceRow, SourceStore } from "../ports/source-store.ts";
import type { CheckOnce } from "./source-actions.ts";
import { after, type Pace } from "./pace.ts";
import { type HostLimits, watchHosts } from "./watch-hosts.ts";

export interface WatchDependencies {
  readonly store: Pick<SourceStore, "dueSources" | "putOffLook" | "source">;
  readonly check: CheckOnce;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly fraction: () => number;
  readonly onProblem: (what: string, error: unknown) => void;
  /** Aborted when the server stops: what ends by it is looked at again after the next start. */
  readonly stopping: AbortSignal;
}

export interface WatchLimits extends HostLimits, Pace {
  /** Looks at one time, over all hosts. */
  readonly looks: number;
}

export interface SourceWatch {
  /**
   * Begins the looks that are due, as many as there is room for; those that are left begin when others end. One that comes
   * while one is under way is done after it: what made it come may be younger than what that one has read.
   */
  tick(): Promise<void>;
  /** Resolves when no look is under way. */
  settled(): Promise<void>;
}

/** Due ones read at once: so many of one busy host do not hide the others. */
const readAtOnce = 500;

/**
 * Looks at sources when they are due: the store says when, so a restart loses nothing. A host that does not answer is
 * left alone for longer and longer, with all the sources that are there.
 */
export function watchSources(deps: WatchDependencies, limits: WatchLimits): SourceWatch {
  const { store, clock, fraction, onProblem } = deps;
  const hosts = watchHosts(limits);
  const running = new Map<ToolName, Promise<void>>();
  let ticking: Promise<void> | null = null;
  let wanted = false;
  /** Something was due that there was no room for. */
  let left = false;

  async function begin(): Promise<void> {
    left = running.size >= limits.looks;
    if (left || deps.stopping.aborted) return;
    for (const source of await store.dueSources(clock.now() as Moment, readAtOnce)) {
      if (running.has(source.tool)) {
        // due until its look has ended, and then still when a webhook came meanwhile
        left = true;
        continue;
      }
      if (running.size >= limits.looks) {
        left = true;
        return;
      }
      const host = sourceHost(source.url);
      const held = hosts.heldUntil(host, Date.parse(clock.now()));
      // spread out, so that not all come back at the moment at which it is tried again
      if (held !== null) await store.putOffLook(source, after(new Date(held).toISOString(), limits.least * fraction()));
      else if (hosts.take(host)) run(source, host);
      else left = true;
    }
  }

  async function beginWanted(): Promise<void> {
    while (wanted) {
      wanted = false;
      await begin();
    }
  }

  function tick(): Promise<void> {
    wanted = true;
    return (ticking ??= beginWanted().finally(() => {
      ticking = null;
    }));
  }

  function run(source: SourceRow, host: string): void {
    const look = carry(source, host)
      .catch((error: unknown) => onProblem(`watching the source of ${source.tool}`, error))
      .finally(() => {
        running.delete(source.tool);
        if (left) tick().catch((error: unknown) => onProblem("watching sources", error));
      });
    running.set(source.tool, look);
  }

  async function carry(source: SourceRow, host: string): Promise<void> {
    let away = false;
    try {
      ({ away } = await deps.check(source, false));
    } catch (error) {
      // or its tool was deleted meanwhile
      if (deps.stopping.aborted || (await store.source(source.tool)) === null) return;
      onProblem(`looking at the source of ${source.tool}`, error);
      await store.putOffLook(source, after(clock.now(), limits.most));
    } finally {
      hosts.give(host, away, Date.parse(clock.now()));
    }
  }

  return {
    tick,
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
