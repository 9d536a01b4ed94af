import type { ToolName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { KeptLogs } from "../ports/kept-logs.ts";
import type { Runtime, SaidLine } from "../ports/runtime.ts";
import { createLineLimit, type LineLimit } from "./line-limit.ts";

export interface CollectDependencies {
  readonly runtime: Pick<Runtime, "collect">;
  readonly kept: KeptLogs;
  readonly clock: Clock;
  /** Replaces secrets' values in what a tool says. */
  readonly redact: (tool: ToolName, lines: readonly SaidLine[]) => Promise<readonly SaidLine[]>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onProblem: (what: string, error: unknown) => void;
  /** Lines that are kept of one tool in a second. */
  readonly linesPerSecond: number;
  /** Days after which lines go. */
  readonly days: number;
}

const retryMs = 1000;
const expireMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Keeps what every process says, until the signal. A tool that says too much is cut by itself: each instance is read
 * at its own pace, and what a tool says beyond its share of a second is counted and not kept.
 */
export async function collectLogs(deps: CollectDependencies, signal: AbortSignal): Promise<void> {
  const limits = new Map<ToolName, LineLimit>();
  const limitOf = (tool: ToolName): LineLimit => {
    const known = limits.get(tool) ?? createLineLimit(deps.linesPerSecond);
    limits.set(tool, known);
    return known;
  };
  const collecting = deps.runtime.collect(
    {
      after: (tool, instance) => deps.kept.lastStamp(tool, instance),
      async said(tool, lines) {
        const admitted = limitOf(tool).admit(lines, deps.clock.monotonic());
        let redacted: readonly SaidLine[] | null = null;
        const write = async (): Promise<void> => deps.kept.append(tool, (redacted ??= await deps.redact(tool, admitted)));
        await keep(deps, tool, write, signal);
      },
    },
    signal,
  );
  await Promise.all([collecting, expireAgainAndAgain(deps, signal)]);
}

/** A disk that is full, say: the same lines are written again until they are; meanwhile the runtime keeps what comes. */
async function keep(deps: CollectDependencies, tool: ToolName, write: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let told = false; !signal.aborted; told = true) {
    try {
      return await write();
    } catch (error) {
      if (!told) deps.onProblem(`keeping what ${tool} says`, error);
      await deps.pause(retryMs, signal);
    }
  }
}

async function expireAgainAndAgain(deps: CollectDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const before = new Date(Date.parse(deps.clock.now()) - deps.days * dayMs).toISOString();
    try {
      await deps.kept.expire(before);
    } catch (error) {
      deps.onProblem("removing old lines of logs", error);
    }
    await deps.pause(expireMs, signal);
  }
}
