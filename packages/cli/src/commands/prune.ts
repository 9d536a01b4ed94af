import type { PrunePlan, PruneResult } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { sized } from "../format/sizes.ts";
import { cut, table } from "../format/table.ts";
import type { Input } from "../input.ts";
import { toolName } from "../connection.ts";
import { usage } from "../failure.ts";

const kinds = {
  image: "image",
  "engine-image": "copy in the engine",
  "package-set": "package set",
  "base-image": "base",
  "former-image": "former base or set",
  build: "build",
  log: "log",
  "tool-log": "log of a tool",
  cache: "cache",
} as const;

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const tool = input.text("tool");
  if (!input.flag("dryRun")) {
    if (tool !== undefined || input.flag("stays")) throw usage("Pruning is for all tools.", "To look at one, add --dry-run.");
    const { call } = await connect(input, context);
    const result = await call("pruning.run", {});
    out.lines(doneLines(result));
    return out.object(result);
  }
  const { call } = await connect(input, context);
  const query = { stays: input.flag("stays"), ...(tool === undefined ? {} : { tool: toolName(tool) }) };
  const plan = await call("pruning.show", { query });
  out.lines(
    table(
      plan.things.map(({ fate, kind, name, bytes, why }) => [
        out.paint(colours[fate], fate),
        kinds[kind],
        cut(name, 90),
        sized(bytes),
        why,
      ]),
    ),
  );
  out.lines(planLines(plan));
  out.object(plan);
}

const colours = { goes: "yellow", waits: "dim", stays: "green" } as const;

function planLines({ pressed, goes, waits, stays }: PrunePlan): readonly string[] {
  return [
    `Goes: ${goes.count}, ${sized(goes.bytes)}. Waits for its grace to be over: ${waits.count}, ${sized(waits.bytes)}. Stays: ${stays.count}, ${sized(stays.bytes)}.`,
    ...(pressed ? ["The disk has little room: what can be had again goes early."] : []),
    "Nothing was removed. Remove what goes with: sluice prune",
  ];
}

function doneLines({ removed, kinds: counts, problems }: PruneResult): readonly string[] {
  const parts = Object.entries(counts).map(
    ([kind, total]) => `${total.count} × ${kinds[kind as keyof typeof kinds]}, ${sized(total.bytes)}`,
  );
  return [
    removed.count === 0 ? "There was nothing to remove." : `Removed ${removed.count} things, ${sized(removed.bytes)}: ${parts.join("; ")}.`,
    ...problems.map((problem) => `Not removed: ${problem}`),
  ];
}
