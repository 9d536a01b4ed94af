import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

export const toolCommands: readonly CommandSpec[] = [
  {
    name: "tools",
    summary: "the tools you may see",
    commands: [
      {
        name: "list",
        summary: "the tools you may see",
        shared: ["server", "page", "json"],
        load: () => import("../commands/tools-list.ts"),
      },
      {
        name: "create",
        summary: "create a tool",
        args: [{ syntax: "<name>", summary: "the tool's name" }],
        ...inServer,
        load: () => import("../commands/tools-create.ts"),
      },
      {
        name: "show",
        summary: "one tool with its members",
        args: [{ syntax: "[name]", summary: "the tool; without it the one of this directory" }],
        ...inTool,
        load: () => import("../commands/tools-show.ts"),
      },
      {
        name: "protect",
        summary: "take promotions only that two people want",
        about:
          "From then on nothing is built for the tool. A promotion into it is done when a second maintainer of it says the same sluice promote. Rollbacks and settings go on. Admins take it back with sluice tools unprotect.",
        args: [{ syntax: "[name]", summary: "the tool; without it the one of this directory" }],
        ...inTool,
        load: () => import("../commands/tools-protect.ts"),
      },
      {
        name: "unprotect",
        summary: "let pushes deploy to a tool again (admins)",
        args: [{ syntax: "<name>", summary: "the tool" }],
        ...inServer,
        load: () => import("../commands/tools-unprotect.ts"),
      },
      {
        name: "delete",
        summary: "delete a tool with all it has",
        args: [{ syntax: "<name>", summary: "the tool" }],
        shared: ["server", "yes", "json"],
        load: () => import("../commands/tools-delete.ts"),
      },
    ],
  },
  {
    name: "members",
    summary: "who may work on a tool",
    commands: [
      {
        name: "list",
        summary: "the members of the tool",
        ...inTool,
        load: () => import("../commands/members-list.ts"),
      },
      {
        name: "set",
        summary: "add a member or change the role",
        args: [
          { syntax: "<user>", summary: "the user's name" },
          { syntax: "<role>", summary: "what they may do", choices: ["maintainer", "viewer"] },
        ],
        ...inTool,
        load: () => import("../commands/members-set.ts"),
      },
      {
        name: "remove",
        summary: "remove a member",
        args: [{ syntax: "<user>", summary: "the user's name" }],
        shared: ["server", "tool", "yes", "json"],
        load: () => import("../commands/members-remove.ts"),
      },
    ],
  },
];
