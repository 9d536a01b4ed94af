import type { ToolName } from "@sluice/contract";
import type { BuildDirectory } from "../build-directory.ts";
import type { ContainerOutput, RunningContainer } from "./run-container.ts";

/** A place made ahead of its build. Nothing of a tool's code has been in it. */
export interface Waiting {
  /** Equal keys: the build would make the same. */
  readonly key: string;
  readonly directory: Promise<BuildDirectory>;
  readonly container: Promise<RunningContainer>;
  /** Where its output goes from now on. */
  hear(to: ContainerOutput): void;
  discard(): Promise<void>;
}

export interface StandbyOptions<Wish> {
  /** Places that wait at one time, over all tools; 0: none is ever made. */
  readonly most: number;
  readonly make: (wish: Wish) => Waiting;
  readonly warn: (text: string) => void;
}

/** For each tool at most one place that waits, of the kind that its last build used. */
export interface Standby<Wish> {
  /** Takes the tool's place out, for this build alone; null when there is none of this kind. Remembers the wish. */
  take(tool: ToolName, wish: Wish, key: string): Waiting | null;
  /** Whether a place of the tool waits. */
  has(tool: string): boolean;
  soon(tool: ToolName): void;
  now(tool: ToolName): void;
  /** Removes what waits for the tool, and makes nothing more for it until its next build. */
  forget(tool: ToolName): Promise<void>;
  close(): Promise<void>;
}

/** By then the deployment that follows a build has had the cores for itself, and the build has been tidied up. */
const pauseMs = 2000;
const lifetimeMs = 10 * 60_000;
const mostRemembered = 256;

interface Entry {
  readonly waiting: Waiting;
  readonly timer: NodeJS.Timeout;
}

export function createStandby<Wish>(options: StandbyOptions<Wish>): Standby<Wish> {
  const waiting = new Map<ToolName, Entry>();
  const wishes = new Map<ToolName, Wish>();
  const timers = new Map<ToolName, NodeJS.Timeout>();
  const building = new Set<ToolName>();
  const leaving = new Set<Promise<void>>();
  let closed = false;

  function out(tool: ToolName): Waiting | null {
    const entry = waiting.get(tool);
    if (entry === undefined) return null;
    waiting.delete(tool);
    clearTimeout(entry.timer);
    return entry.waiting;
  }
  function discard(tool: ToolName): void {
    const found = out(tool);
    if (found !== null) leave(found);
  }
  function leave(found: Waiting): void {
    const left = found
      .discard()
      .catch((error: unknown) => options.warn(`a build container that waited could not be removed: ${String(error)}`))
      .finally(() => leaving.delete(left));
    leaving.add(left);
  }
  function forgetTimer(tool: ToolName): void {
    clearTimeout(timers.get(tool));
    timers.delete(tool);
  }
  function now(tool: ToolName): void {
    const wish = wishes.get(tool);
    if (closed || options.most === 0 || wish === undefined || waiting.has(tool) || building.has(tool)) return;
    forgetTimer(tool);
    const [oldest] = waiting.keys();
    if (oldest !== undefined && waiting.size >= options.most) discard(oldest);
    const made = options.make(wish);
    // The build makes its own where this failed; an engine that is away is reported by whoever needs it.
    made.container.catch(() => undefined);
    made.directory.catch(() => undefined);
    waiting.set(tool, { waiting: made, timer: setTimeout(() => discard(tool), lifetimeMs).unref() });
  }

  return {
    now,
    has: (tool) => waiting.has(tool as ToolName),
    take(tool, wish, key) {
      forgetTimer(tool);
      building.add(tool);
      wishes.delete(tool);
      wishes.set(tool, wish);
      const [oldest] = wishes.keys();
      if (oldest !== undefined && wishes.size > mostRemembered) wishes.delete(oldest);
      const found = out(tool);
      if (found === null || found.key === key) return found;
      leave(found);
      return null;
    },
    soon(tool) {
      building.delete(tool);
      if (closed) return;
      forgetTimer(tool);
      const timer = setTimeout(() => {
        timers.delete(tool);
        now(tool);
      }, pauseMs).unref();
      timers.set(tool, timer);
    },
    async forget(tool) {
      forgetTimer(tool);
      wishes.delete(tool);
      discard(tool);
      await Promise.all(leaving);
    },
    async close() {
      closed = true;
      for (const tool of timers.keys()) forgetTimer(tool);
      for (const tool of waiting.keys()) discard(tool);
      await Promise.all(leaving);
    },
  };
}
