import type { Moment, ToolName } from "@sluice/contract";
import type { Clock } from "../../ports/clock.ts";
import type { EventStreams } from "../../ports/event-streams.ts";
import type { SourceRow, SourceStore } from "../../ports/source-store.ts";
import { type AccessDependencies, accessOf, keepHost } from "../source-access.ts";
import { hintedBy, streamOf } from "./hint-of.ts";

export interface StreamDependencies extends Omit<AccessDependencies, "store"> {
  readonly store: AccessDependencies["store"] & Pick<SourceStore, "streamSources" | "wakeSources">;
  readonly streams: EventStreams;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly fraction: () => number;
  /** Resolves early when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Lets whoever watches sources look at once; called after the hint is durable. */
  readonly wake: () => void;
  readonly onProblem: (what: string, error: unknown) => void;
  readonly stopping: AbortSignal;
}

export interface StreamLimits {
  /** Connections at one time: those of the sources that were set first. */
  readonly most: number;
  /** Seconds until the second try, doubled by each more, and the most. */
  readonly firstWait: number;
  readonly mostWait: number;
  /** One that lasted so many seconds begins again from the first wait. */
  readonly steady: number;
  /** Seconds after it began that all is looked at once more. */
  readonly settled: number;
}

export interface StreamWatch {
  /** Begins and ends connections, as sources say now. */
  tick(): Promise<void>;
  /** Why the events are not heard now of a tool that wants them; null: they are. */
  problem(tool: ToolName): string | null;
  /** Resolves when no connection is left, after the stop. */
  settled(): Promise<void>;
}

interface Connection {
  sources: readonly SourceRow[];
  problem: string | null;
  readonly ends: AbortController;
  ended: Promise<void>;
}

const notYet = "not connected yet";

/**
 * Holds one connection for each account at a Gerrit, for all sources that are read by it. What it says are hints, which
 * make a source due in the store. Events that were missed while there was none are made up for: all of its sources are
 * looked at when it begins.
 */
export function watchStreams(deps: StreamDependencies, limits: StreamLimits): StreamWatch {
  const { store, clock } = deps;
  const connections = new Map<string, Connection>();
  const crowded = new Set<ToolName>();
  const hinted = new Set<ToolName>();
  let writing = Promise.resolve();
  let isWriting = false;

  /** What comes meanwhile is written together: at most all tools are waiting here. */
  async function write(): Promise<void> {
    while (hinted.size > 0) {
      const tools = [...hinted];
      hinted.clear();
      try {
        await store.wakeSources(tools, clock.now() as Moment);
      } catch (error) {
        // for the next tick
        for (const tool of tools) hinted.add(tool);
        deps.onProblem("taking the events of a forge", error);
        break;
      }
      deps.wake();
    }
    isWriting = false;
  }
  function hint(sources: readonly Pick<SourceRow, "tool">[]): void {
    for (const { tool } of sources) hinted.add(tool);
    if (hinted.size === 0 || isWriting) return;
    isWriting = true;
    writing = write();
  }

  async function once(connection: Connection, source: SourceRow, signal: AbortSignal): Promise<string> {
    const access = await accessOf(deps, source);
    if (access?.kind !== "key") return "there is no deploy key for it";
    let isOver = false;
    const following = deps.streams.follow(
      { url: source.url, access },
      {
        begun(hostKey) {
          if (isOver) return;
          connection.problem = null;
          if (hostKey !== null)
            keepHost(deps, clock, source, { hostKey }).catch((error: unknown) => deps.onProblem("keeping the key of a host", error));
          hint(connection.sources);
          // let in is not yet subscribed: what happened between the two is seen by this
          void deps.pause(limits.settled * 1000, signal).then(() => !signal.aborted && hint(connection.sources));
        },
        line: (text) => hint(hintedBy(text, connection.sources)),
        lost: () => hint(connection.sources),
      },
      signal,
    );
    return following.finally(() => {
      isOver = true;
    });
  }

  async function hold(connection: Connection): Promise<void> {
    const { signal } = connection.ends;
    for (let failures = 0, turn = 0; !signal.aborted; turn += 1) {
      // the key of one tool may be let in when that of another is not
      const source = connection.sources[turn % connection.sources.length];
      if (source === undefined) return;
      const began = clock.monotonic();
      let why: string;
      try {
        why = await once(connection, source, signal);
      } catch (error) {
        if (signal.aborted) return;
        deps.onProblem(`following the events of ${source.tool}`, error);
        why = "this is ours: it is tried again";
      }
      if (signal.aborted) return;
      connection.problem = why;
      failures = clock.monotonic() - began >= limits.steady * 1000 ? 1 : failures + 1;
      const wait = Math.min(limits.mostWait, limits.firstWait * 2 ** Math.min(failures - 1, 20));
      await deps.pause(wait * 1000 * (0.5 + deps.fraction()), signal);
    }
  }

  function begin(name: string, sources: readonly SourceRow[]): void {
    const connection: Connection = { sources, problem: notYet, ends: new AbortController(), ended: Promise.resolve() };
    connections.set(name, connection);
    connection.ended = hold(connection).finally(() => {
      if (connections.get(name) === connection) connections.delete(name);
    });
  }

  return {
    async tick() {
      if (deps.stopping.aborted) return;
      const wanted = Map.groupBy(await store.streamSources(), streamOf);
      hint([]);
      crowded.clear();
      for (const [name, connection] of connections) if (!wanted.has(name)) connection.ends.abort();
      for (const [name, sources] of wanted) {
        const connection = connections.get(name);
        if (connection !== undefined) connection.sources = sources;
        else if (connections.size < limits.most) begin(name, sources);
        else for (const { tool } of sources) crowded.add(tool);
      }
    },
    problem(tool) {
      if (crowded.has(tool))
        return `${limits.most} connections for events are open, and no more are made: it is looked at by itself, and webhooks work`;
      const connection = [...connections.values()].find(({ sources }) => sources.some((source) => source.tool === tool));
      return connection === undefined ? notYet : connection.problem;
    },
    async settled() {
      for (const { ends } of connections.values()) ends.abort();
      await Promise.all([...connections.values()].map(({ ended }) => ended));
      await writing;
    },
  };
}
