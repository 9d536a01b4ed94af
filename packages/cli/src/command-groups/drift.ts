import type { CommandSpec } from "../command.ts";
import { inTool } from "./shared.ts";

const all = { flags: "--all", summary: "over all tools (admins only)" };

export const driftCommands: readonly CommandSpec[] = [
  {
    name: "drift",
    summary: "where what runs differs from the control repository",
    options: [all],
    ...inTool,
    load: () => import("../commands/drift.ts"),
  },
  {
    name: "stale",
    summary: "commits of the source that are not deployed",
    options: [all],
    ...inTool,
    load: () => import("../commands/stale.ts"),
  },
];
