import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

export const everyDayCommands: readonly CommandSpec[] = [
  {
    name: "init",
    summary: "connect this git repository to a tool",
    about:
      "Creates the tool when it is new, adds a git remote, and lets git ask this command for the token, so that no token stands in a URL.",
    args: [{ syntax: "[name]", summary: "the tool's name; without it the name of the directory" }],
    options: [{ flags: "--remote <name>", summary: "the name of the git remote (default: sluice)" }],
    ...inServer,
    load: () => import("../commands/init.ts"),
  },
  {
    name: "status",
    summary: "what runs, and how it is",
    ...inTool,
    load: () => import("../commands/status.ts"),
  },
  {
    name: "logs",
    summary: "what the processes print",
    options: [
      { flags: "-f, --follow", summary: "go on as lines appear" },
      { flags: "--process <name>", summary: "of this process only" },
      { flags: "--tail <lines>", summary: "how many of the last lines (default: 100)" },
    ],
    ...inTool,
    load: () => import("../commands/logs.ts"),
  },
  {
    name: "open",
    summary: "show the tool in the browser",
    ...inTool,
    load: () => import("../commands/open.ts"),
  },
];
