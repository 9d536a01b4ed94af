import type { Instance } from "../ports/runtime.ts";
import type { Step } from "./plan.ts";
import type { ToolMemory } from "./tool-memory.ts";

/**
 * Under the policy `report`: the steps that mend what ended by itself. What somebody did by hand is left: a copy that
 * was stopped, removed, altered or added, also while no server ran: `gone` names the processes of which a known copy is
 * not there as it was. A copy that nobody knew before is started again.
 */
export function withoutHandwork(
  steps: readonly Step[],
  memory: Pick<ToolMemory, "crashes" | "watched">,
  gone: ReadonlySet<string>,
): readonly Step[] {
  const byItself = (one: Instance): boolean => one.byHand !== true;
  const ended = new Set(
    steps.flatMap((step) => (step.kind === "remove-ended" ? step.instances.filter(byItself).map(({ process }) => process) : [])),
  );
  const kept = steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case "remove-ended": {
        const instances = step.instances.filter(byItself);
        return instances.length === 0 ? [] : [{ ...step, instances }];
      }
      case "start":
        return (!memory.watched && !gone.has(step.process)) || ended.has(step.process) || memory.crashes.has(step.process) ? [step] : [];
      case "retire":
        return [];
      case "prepare":
      case "check":
      case "route":
      case "unroute":
        return [step];
    }
  });
  const has = (wanted: Step["kind"]): boolean => kept.some(({ kind }) => kind === wanted);
  // without a copy that comes, the route leads where it can already
  return kept.filter(({ kind }) => (kind === "prepare" ? has("start") : kind === "route" ? has("start") || has("check") : true));
}
