import type { CommandSpec } from "../command.ts";
import { inTool } from "./shared.ts";

export const releaseCommands: readonly CommandSpec[] = [
  {
    name: "releases",
    summary: "what was deployed",
    commands: [
      {
        name: "list",
        summary: "releases, newest first",
        shared: ["server", "tool", "page", "json"],
        load: () => import("../commands/releases-list.ts"),
      },
      {
        name: "show",
        summary: "one release",
        args: [{ syntax: "<release>", summary: "its number, 42 or v42" }],
        ...inTool,
        load: () => import("../commands/releases-show.ts"),
      },
    ],
  },
];
