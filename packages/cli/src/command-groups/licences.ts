import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

const toolArgument = { syntax: "<tool>", summary: "the tool" };

export const licenceCommands: readonly CommandSpec[] = [
  {
    name: "licences",
    summary: "the licences of tools' code",
    commands: [
      {
        name: "list",
        summary: "of all tools: the licence of what is live, and what becomes of a push of the same (admins)",
        options: [
          { flags: "--refused", summary: "only those whose push would be refused" },
          { flags: "--policy <policy>", summary: "as if the installation asked this", choices: ["off", "warn", "required"] },
        ],
        shared: ["server", "page", "json"],
        load: () => import("../commands/licences-list.ts"),
      },
      {
        name: "show",
        summary: "the licence of what is live, and what the next push must have",
        args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
        ...inTool,
        load: () => import("../commands/licences-show.ts"),
      },
      {
        name: "set",
        summary: "ask something else of one tool than of all (admins)",
        args: [toolArgument, { syntax: "<policy>", summary: "off, warn or required" }],
        options: [
          { flags: "--also <ids>", summary: "allowed for this tool too: ids of SPDX's list, comma-separated" },
          { flags: "--why <why>", summary: "the reason, for whoever reads it later" },
        ],
        ...inServer,
        load: () => import("../commands/licences-set.ts"),
      },
      {
        name: "unset",
        summary: "ask of a tool what is asked of all (admins)",
        args: [toolArgument],
        ...inServer,
        load: () => import("../commands/licences-unset.ts"),
      },
    ],
  },
];
