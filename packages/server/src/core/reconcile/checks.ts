import type { HealthCommand, ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import type { ToolMemory } from "./tool-memory.ts";

/** A copy whose check fails so often in a row is ended and started again. */
const mostFailures = 3;

export interface Checked {
  /** Monotonic time of the last look. */
  readonly at: number;
  readonly failures: number;
}

export interface Checks {
  /** Copies whose checks failed too often, with what the last one said. */
  readonly sick: readonly { readonly instance: Instance; readonly reason: string }[];
  /** After how many ms the next check is due; null when nothing has one. */
  readonly later: number | null;
}

/** The check of each process that has one. */
export function checksOf(file: ReleaseFile): ReadonlyMap<string, HealthCommand> {
  const found = Object.entries(file.processes).flatMap(([name, { health }]) =>
    typeof health === "object" ? [[name, health] as const] : [],
  );
  return new Map(found);
}

/** When a copy that was just found healthy is looked at next; null when nothing has a check. */
export function nextCheckMs(file: ReleaseFile): number | null {
  const every = [...checksOf(file).values()].map(({ interval }) => interval * 1000);
  return every.length === 0 ? null : Math.min(...every);
}

/** Runs the checks that are due on copies that run as wanted. */
export async function runChecks(context: Context, memory: ToolMemory, file: ReleaseFile, instances: readonly Instance[]): Promise<Checks> {
  const checks = checksOf(file);
  const now = context.clock.monotonic();
  for (const id of memory.checked.keys()) if (!instances.some((one) => one.id === id)) memory.checked.delete(id);
  let later: number | null = null;
  const sick: { instance: Instance; reason: string }[] = [];
  const soonest = (ms: number): void => void (later = Math.min(later ?? ms, ms));
  await Promise.all(
    instances.map(async (instance) => {
      const check = checks.get(instance.process);
      if (check === undefined) return;
      const every = check.interval * 1000;
      const before = memory.checked.get(instance.id);
      const left = before === undefined ? 0 : before.at + every - now;
      if (left > 0) return soonest(left);
      const { healthy, answer } = await context.runtime.check(instance.id, check.command, check.timeout * 1000);
      const failures = healthy ? 0 : (before?.failures ?? 0) + 1;
      memory.checked.set(instance.id, { at: now, failures });
      if (failures >= mostFailures)
        sick.push({ instance, reason: `${instance.process}: not healthy ${failures} times in a row: ${answer}` });
      soonest(every);
    }),
  );
  return { sick, later };
}
