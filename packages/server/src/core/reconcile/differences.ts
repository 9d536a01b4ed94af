import type { Difference, ReleaseFile, ToolName } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import { plan, type Situation, type Step } from "./plan.ts";

/** What a plan would mend, in words. Pure: the same plan that the reconciler follows. */
export function differences(tool: ToolName, situation: Situation): readonly Difference[] {
  return plan(situation).flatMap((step) => inWords(tool, situation, step));
}

function inWords(tool: ToolName, { desired, instances }: Situation, step: Step): readonly Difference[] {
  const one = (kind: Difference["kind"], process: string | null, wanted: string, found: string): Difference => ({
    tool,
    kind,
    process,
    wanted,
    found,
  });
  switch (step.kind) {
    case "start": {
      const wanted = desired?.processes[step.process]?.replicas ?? 0;
      return [one("missing", step.process, copies(wanted), copies(wanted - step.copies))];
    }
    case "remove-ended":
      return step.instances.map((instance) => one("ended", instance.process, "running", endOf(instance)));
    case "retire":
      return step.instances.map((instance) =>
        instance.altered === undefined
          ? one("surplus", instance.process, wantedOf(desired), `a copy of v${instance.release} (${shortId(instance)})`)
          : one("altered", instance.process, "as it was started", `a copy that ${instance.altered} (${shortId(instance)})`),
      );
    case "unroute":
      return [one("route", null, "no requests", "requests are sent on")];
    case "route":
      return desired !== null && hasStarts(desired, instances)
        ? []
        : [one("route", null, "requests go to the healthy copies", "they go elsewhere")];
    case "prepare":
    case "check":
      return [];
  }
}

/** A route that waits for copies to be started is no difference of its own. */
function hasStarts(desired: ReleaseFile, instances: readonly Instance[]): boolean {
  return plan({ desired, instances, routed: [], leaving: new Set() }).some(({ kind }) => kind === "start");
}

function copies(count: number): string {
  return count === 1 ? "1 copy" : `${count} copies`;
}

function wantedOf(desired: ReleaseFile | null): string {
  return desired === null ? "nothing" : `v${desired.release}`;
}

function endOf({ exitCode, outOfMemory, byHand }: Instance): string {
  if (byHand === true) return "stopped by hand";
  return outOfMemory ? "ended, out of memory" : `ended with exit code ${exitCode ?? "unknown"}`;
}

function shortId({ id }: Instance): string {
  return id.slice(0, 12);
}
