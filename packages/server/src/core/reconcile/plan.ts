import { createHash } from "node:crypto";
import type { ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";

export interface Situation {
  /** What the control repository says; null when nothing should run. */
  readonly desired: ReleaseFile | null;
  readonly instances: readonly Instance[];
  /** Addresses that the router sends requests to. */
  readonly routed: readonly string[];
  /** Instances that are being drained and stopped already. */
  readonly leaving: ReadonlySet<string>;
}

/** In the order in which they are done. Each is idempotent. */
export type Step =
  | { readonly kind: "remove-ended"; readonly instances: readonly Instance[] }
  | { readonly kind: "prepare"; readonly image: string }
  | { readonly kind: "start"; readonly process: string; readonly copies: number }
  | { readonly kind: "check"; readonly process: string; readonly instances: readonly Instance[] }
  | { readonly kind: "route" }
  | { readonly kind: "unroute" }
  | { readonly kind: "retire"; readonly instances: readonly Instance[] };

/** Names everything that start() is given. The settings' version stands for the environment. */
export function shapeOf(file: ReleaseFile, process: string): string {
  const { replicas: _, ...spec } = file.processes[process] ?? { replicas: 0 };
  const given = JSON.stringify([
    file.tool,
    file.image,
    file.settings,
    Object.entries(spec).toSorted(),
    ...(file.secrets === false ? [false] : []),
  ]);
  return createHash("sha256").update(given).digest("hex").slice(0, 32);
}

/** The process that takes the tool's requests: `web`, or the first that has a port. */
export function routedProcess(file: ReleaseFile): string | null {
  if (file.processes["web"]?.port !== undefined) return "web";
  return (
    Object.keys(file.processes)
      .toSorted()
      .find((name) => file.processes[name]?.port !== undefined) ?? null
  );
}

/**
 * Running copies that the file wants, for one process, at most as many as it wants. A copy of an earlier release that
 * was given the same is as good: more copies, or a restart of another process, start nothing anew. The oldest first, so
 * that a release that fails takes its own copies with it.
 */
export function wantedOf(file: ReleaseFile, process: string, instances: readonly Instance[]): readonly Instance[] {
  const shape = shapeOf(file, process);
  return instances
    .filter((one) => one.process === process && one.shape === shape && one.state !== "ended" && one.altered === undefined)
    .toSorted((a, b) => a.release - b.release || (a.id < b.id ? -1 : 1))
    .slice(0, file.processes[process]?.replicas ?? 0);
}

/** What is between a situation and the wish, as steps in order; none when all is as wished. */
export function plan(situation: Situation): readonly Step[] {
  const { desired, routed } = situation;
  const present = situation.instances.filter(({ id }) => !situation.leaving.has(id));
  if (desired === null) {
    const steps: Step[] = routed.length > 0 ? [{ kind: "unroute" }] : [];
    return present.length > 0 ? [...steps, { kind: "retire", instances: present }] : steps;
  }
  const names = Object.keys(desired.processes).toSorted();
  const wanted = names.map((process) => ({ process, copies: wantedOf(desired, process, present) }));
  const kept = new Set(wanted.flatMap(({ copies }) => copies.map(({ id }) => id)));
  const ended = present.filter((one) => one.state === "ended");
  const retire = present.filter((one) => one.state !== "ended" && !kept.has(one.id));

  const steps: Step[] = ended.length > 0 ? [{ kind: "remove-ended", instances: ended }] : [];
  const starts = wanted
    .map(({ process, copies }) => ({
      process,
      copies: (desired.processes[process]?.replicas ?? 0) - copies.length,
    }))
    .filter(({ copies }) => copies > 0);
  if (starts.length > 0) steps.push({ kind: "prepare", image: desired.image });
  for (const start of starts) steps.push({ kind: "start", ...start });

  const checks = wanted
    .map(({ process, copies }) => ({
      process,
      instances: copies.filter((one) => isUnchecked(desired, one, routed)),
    }))
    .filter(({ instances }) => instances.length > 0);
  for (const check of checks) steps.push({ kind: "check", ...check });

  const web = routedProcess(desired);
  const goal = wanted.find(({ process }) => process === web)?.copies ?? [];
  const startsWeb = starts.some(({ process }) => process === web);
  if (
    startsWeb ||
    !sameAddresses(
      goal.flatMap(({ address }) => address ?? []),
      routed,
    )
  )
    steps.push({ kind: "route" });
  if (retire.length > 0) steps.push({ kind: "retire", instances: retire });
  return steps;
}

/** What takes requests already has been found healthy; what has no port has nothing to ask. */
function isUnchecked(file: ReleaseFile, one: Instance, routed: readonly string[]): boolean {
  if (file.processes[one.process]?.port === undefined) return false;
  if (one.process !== routedProcess(file)) return one.state === "starting";
  return one.address === null || !routed.includes(one.address);
}

export function sameAddresses(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
