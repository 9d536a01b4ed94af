import type { PrunePlan, ToolName } from "@sluice/contract";
import type { PruneDependencies } from "./dependencies.ts";
import type { Thing } from "./plan-rest.ts";
import { survey } from "./survey.ts";

export interface PlanQuery {
  readonly tool?: ToolName | undefined;
  readonly stays: boolean;
}

/** Shown of each fate, largest first. */
const mostShown = 1000;
const fates = ["goes", "waits", "stays"] as const;

/** What pruning would do now, for a person. Removes and marks nothing. */
export async function showPlan(deps: PruneDependencies, { tool, stays }: PlanQuery): Promise<PrunePlan> {
  const { pressed, things: all } = await survey(deps);
  const things = tool === undefined ? all : all.filter((thing) => thing.tool === tool);
  const shown = fates.filter((fate) => stays || fate !== "stays");
  return {
    pressed,
    goes: totalOf(things, "goes"),
    waits: totalOf(things, "waits"),
    stays: totalOf(things, "stays"),
    things: shown.flatMap((fate) =>
      things
        .filter((thing) => thing.fate === fate)
        .toSorted((a, b) => b.bytes - a.bytes)
        .slice(0, mostShown),
    ),
  };
}

function totalOf(things: readonly Thing[], fate: Thing["fate"]): PrunePlan["goes"] {
  const those = things.filter((thing) => thing.fate === fate);
  return { count: those.length, bytes: those.reduce((sum, { bytes }) => sum + bytes, 0) };
}
