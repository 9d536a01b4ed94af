import type { CommandSpec } from "../command.ts";
import { inServer } from "./shared.ts";

const which = [
  { syntax: "<tool>", summary: "the tool that it is of; or the embargo's own name, embargo-…" },
  { syntax: "[name]", summary: "what you call it, as the list shows it" },
];
const asking = { shared: ["server", "yes", "json"] } as const;

export const embargoCommands: readonly CommandSpec[] = [
  {
    name: "embargo",
    summary: "work that only named members may see until it is disclosed: fixes of security holes",
    about:
      "An embargo is a tool of its own under a name that nobody can guess: its code, builds, logs, images, artifacts and previews are its members' alone. Every command takes that name with -t.",
    commands: [
      {
        name: "open",
        summary: "open one for a tool that you maintain",
        args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
        options: [
          { flags: "--name <name>", summary: "what you call it (default: fix-1, fix-2, …)" },
          { flags: "--member <users...>", summary: "who else works on it; again for each" },
        ],
        ...inServer,
        load: () => import("../commands/embargo-open.ts"),
      },
      {
        name: "list",
        summary: "those that you may see",
        args: [{ syntax: "[tool]", summary: "of this tool only" }],
        options: [{ flags: "--all", summary: "those of others too (admins; it is written into the audit log)" }],
        ...inServer,
        load: () => import("../commands/embargo-list.ts"),
      },
      {
        name: "show",
        summary: "one with its members and addresses",
        args: which,
        ...inServer,
        load: () => import("../commands/embargo-show.ts"),
      },
      {
        name: "members",
        summary: "who may see it; let people in, or out",
        args: which,
        options: [
          { flags: "--add <users...>", summary: "may see and change it from now on" },
          { flags: "--remove <users...>", summary: "may no more" },
        ],
        ...inServer,
        load: () => import("../commands/embargo-members.ts"),
      },
      {
        name: "disclose",
        summary: "show all of it to everybody who sees the tool",
        args: which,
        ...asking,
        load: () => import("../commands/embargo-disclose.ts"),
      },
      {
        name: "close",
        summary: "delete it with all it has, disclosed or not",
        args: which,
        ...asking,
        load: () => import("../commands/embargo-close.ts"),
      },
    ],
  },
];
