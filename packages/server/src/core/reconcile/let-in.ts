import type { Runtime } from "../ports/runtime.ts";
import type { Candidate } from "./health.ts";

/** Between two looks; who answers within the first is never looked at. */
const lookEveryMs = 1000;

/** Where a process listens on the port that it was told, when only it can reach itself there; null when others can, or it listens elsewhere. */
export function ownLoopback(listening: readonly string[], told: number): string | null {
  const there = listening.filter((one) => one.endsWith(`:${told}`));
  const inner = there.find((one) => one.startsWith("127."));
  return inner !== undefined && there.every((one) => /^(127\.|\[::1\])/.test(one)) ? inner : null;
}

/** Lets requests in to candidates that listen only to themselves. Returns the names of processes for which it could be done. */
export function watchLoopback(
  runtime: Pick<Runtime, "listening" | "letIn">,
): (waiting: readonly Candidate[], now: number) => Promise<readonly string[]> {
  const tried = new Set<string>();
  let looked = -Infinity;
  return async (waiting, now) => {
    const due = waiting.filter(
      ({ instance, spec, since }) =>
        spec.port !== undefined && instance.address !== null && now - since >= lookEveryMs && !tried.has(instance.id),
    );
    if (due.length === 0 || now - looked < lookEveryMs) return [];
    looked = now;
    const done: string[] = [];
    for (const { instance, spec } of due) {
      const inner = ownLoopback(await runtime.listening(instance.id), spec.port ?? 0);
      if (inner === null) continue;
      tried.add(instance.id);
      if (await runtime.letIn(instance.id, inner)) done.push(instance.process);
    }
    return done;
  };
}
