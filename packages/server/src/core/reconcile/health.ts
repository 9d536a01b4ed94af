import type { Process } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Instance, Prober, Runtime } from "../ports/runtime.ts";
import type { Bell } from "./bell.ts";

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
  | { readonly kind: "healthy"; readonly answers: ReadonlyMap<string, string> }
  | {
      readonly kind: "ended";
      readonly candidate: Candidate;
      readonly instance: Instance | null;
      readonly afterMs: number;
    }
  | { readonly kind: "late"; readonly candidate: Candidate; readonly answer: string }
  | { readonly kind: "interrupted" };

export interface HealthDependencies {
  readonly runtime: Runtime;
  readonly prober: Prober;
  readonly clock: Clock;
}

interface Answer {
  readonly healthy: boolean;
  readonly answer: string;
}

/** Waits until all are healthy, one has ended, or the time is over. The bell rings when the runtime reports a change. */
export async function awaitHealthy(
  deps: HealthDependencies,
  candidates: readonly Candidate[],
  deployMs: number,
  bell: Bell,
  signal: AbortSignal,
): Promise<Health> {
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
        .filter(({ spec }) => spec.port !== undefined)
        .map(async ({ instance, spec, since }) => {
          const left = Math.max(100, Math.min(2000, since + deployMs - now));
          const found = await ask(deps.prober, instance, spec, left);
          if (found.healthy) answers.set(instance.id, found.answer);
          else last.set(instance.id, found.answer);
        }),
    );
    const waiting = candidates.filter(({ instance }) => !answers.has(instance.id));
    if (waiting.length === 0) return { kind: "healthy", answers };
    if (signal.aborted) return { kind: "interrupted" };
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
  return spec.port === undefined && now - since >= settleMs;
}

/**
 * With a health path: what the prober says. Without: the port accepts connections and, as servers open their port
 * before they have loaded the app, a request for `/` has an answer that is no server error.
 */
async function ask(prober: Prober, instance: Instance, spec: Process, timeoutMs: number): Promise<Answer> {
  if (instance.address === null) return { healthy: false, answer: "it has no address yet" };
  if (spec.health !== undefined) return prober.probe(instance.address, spec.health, timeoutMs);
  const tcp = await prober.probe(instance.address, null, timeoutMs);
  if (!tcp.healthy) return tcp;
  const http = await prober.probe(instance.address, "/", timeoutMs);
  const note = `port ${spec.port ?? ""} accepts connections, ${http.answer}`;
  return {
    healthy: http.healthy || (http.status !== undefined && http.status < 500),
    answer: note,
  };
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
