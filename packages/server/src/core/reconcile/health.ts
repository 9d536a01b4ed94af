import type { Process } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Instance, Prober, Runtime } from "../ports/runtime.ts";
import { ask, canBeAsked } from "./ask.ts";
import type { Bell } from "./bell.ts";
import { watchElsewhere, type Elsewhere } from "./elsewhere.ts";
import { watchLoopback } from "./let-in.ts";

/** A process without a port is taken for good when it still runs after this time. */
const settleMs = 1000;
/** A refused connection costs next to nothing, so the first looks come close together. */
const firstPauseMs = 5;
const shortPauseMs = 50;
const longestPauseMs = 1000;
/** Ends are told by the runtime's events; a look now and then covers a lost one. */
const lookEveryMs = 1000;

export interface Candidate {
  readonly instance: Instance;
  readonly spec: Process;
  /** Monotonic time of its start. */
  readonly since: number;
}

export type Health =
  | {
      readonly kind: "healthy";
      readonly answers: ReadonlyMap<string, string>;
      /** Processes that listen only to themselves, and get requests all the same. */
      readonly letIn: readonly string[];
    }
  | {
      readonly kind: "ended";
      readonly candidate: Candidate;
      readonly instance: Instance | null;
      readonly afterMs: number;
    }
  | { readonly kind: "late"; readonly candidate: Candidate; readonly answer: string }
  /** It answers, but on a port of its own. */
  | ({ readonly kind: "elsewhere" } & Elsewhere)
  | { readonly kind: "interrupted" };

export interface HealthDependencies {
  readonly runtime: Runtime;
  readonly prober: Prober;
  readonly clock: Clock;
}

/**
 * Waits until all are healthy, one has ended, or the time is over. The bell rings when the runtime reports a change.
 * With `elsewhereMs`, also until one has answered on another port for so long.
 */
export async function awaitHealthy(
  deps: HealthDependencies,
  candidates: readonly Candidate[],
  deployMs: number,
  bell: Bell,
  signal: AbortSignal,
  elsewhereMs: number | null = null,
): Promise<Health> {
  const lookElsewhere = elsewhereMs === null ? null : watchElsewhere(deps, elsewhereMs);
  const lookInside = watchLoopback(deps.runtime);
  const letIn = new Set<string>();
  const answers = new Map<string, string>();
  const last = new Map<string, string>();
  let pause = firstPauseMs;
  const begun = deps.clock.monotonic();
  let looked = deps.clock.monotonic();
  let heard = bell.count();
  for (;;) {
    const open = candidates.filter(({ instance }) => !answers.has(instance.id));
    const now = deps.clock.monotonic();
    if (bell.count() > heard || now - looked >= lookEveryMs || open.some((one) => isDue(one, now))) {
      heard = bell.count();
      looked = now;
      const ended = await findEnded(deps, candidates);
      if (ended !== null) return ended;
      for (const one of open.filter((each) => isDue(each, now))) answers.set(one.instance.id, "running");
    }
    await Promise.all(
      open
        .filter(({ spec }) => canBeAsked(spec))
        .map(async ({ instance, spec, since }) => {
          const left = Math.max(100, Math.min(2000, since + deployMs - now));
          const found = await ask(deps, instance, spec, left);
          if (found.healthy) answers.set(instance.id, found.answer);
          else last.set(instance.id, found.answer);
        }),
    );
    const waiting = candidates.filter(({ instance }) => !answers.has(instance.id));
    if (waiting.length === 0) return { kind: "healthy", answers, letIn: [...letIn] };
    if (signal.aborted) return { kind: "interrupted" };
    for (const process of await lookInside(waiting, deps.clock.monotonic())) letIn.add(process);
    const elsewhere = (await lookElsewhere?.(waiting, deps.clock.monotonic())) ?? null;
    if (elsewhere !== null) return { kind: "elsewhere", ...elsewhere };
    const late = waiting.find(({ since }) => deps.clock.monotonic() - since >= deployMs);
    if (late !== undefined) {
      return (
        (await findEnded(deps, [late])) ?? {
          kind: "late",
          candidate: late,
          answer: last.get(late.instance.id) ?? "no answer",
        }
      );
    }
    await bell.wait(heard, pause, signal);
    const most = Math.min(longestPauseMs, Math.max(shortPauseMs, (deps.clock.monotonic() - begun) / 10));
    pause = Math.min(pause * 1.25, most);
  }
}

function isDue({ spec, since }: Candidate, now: number): boolean {
  return !canBeAsked(spec) && now - since >= settleMs;
}

async function findEnded(deps: HealthDependencies, candidates: readonly Candidate[]): Promise<Health | null> {
  const tool = candidates[0]?.instance.tool;
  if (tool === undefined) return null;
  const present = await deps.runtime.list(tool);
  for (const candidate of candidates) {
    const instance = present.find(({ id }) => id === candidate.instance.id) ?? null;
    if (instance === null || instance.state === "ended") {
      return {
        kind: "ended",
        candidate,
        instance,
        afterMs: deps.clock.monotonic() - candidate.since,
      };
    }
  }
  return null;
}
