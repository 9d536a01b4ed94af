import type { CommandSpec } from "../command.ts";
import { inServer, kindsOfLines } from "./shared.ts";

export const controlCommands: readonly CommandSpec[] = [
  {
    name: "control",
    summary: "the control repository (admins)",
    commands: [
      {
        name: "show",
        summary: "where it is, its head, its remote, and files that cannot be read",
        about: "The exit code is 1 when a file is broken or the remote is not followed.",
        ...inServer,
        load: () => import("../commands/control-show.ts"),
      },
      {
        name: "fetch",
        summary: "fetch from its remote now",
        ...inServer,
        load: () => import("../commands/control-fetch.ts"),
      },
    ],
  },
  {
    name: "components",
    summary: "parts of the platform that the control repository describes (admins)",
    commands: [
      {
        name: "list",
        summary: "what it says of each, and how each is",
        ...inServer,
        load: () => import("../commands/components-list.ts"),
      },
      {
        name: "logs",
        args: [{ syntax: "<component>", summary: "its name in the control repository" }],
        summary: "what its copies print, and printed before they ended",
        options: kindsOfLines,
        ...inServer,
        load: () => import("../commands/components-logs.ts"),
      },
    ],
  },
];
