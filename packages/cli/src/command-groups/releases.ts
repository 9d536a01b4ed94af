import type { CommandSpec } from "../command.ts";
import { follow, inTool, waiting } from "./shared.ts";

const pinArgs = [
  { syntax: "[tool]", summary: "the tool; without it the one of this directory" },
  { syntax: "[release]", summary: "its number, 42 or v42; it may stand alone" },
];

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
      {
        name: "log",
        summary: "the log of a release's deployment",
        args: [{ syntax: "<release>", summary: "its number, 42 or v42" }],
        options: [follow],
        ...inTool,
        load: () => import("../commands/releases-log.ts"),
      },
      {
        name: "pin",
        summary: "keep the image of a release until it is unpinned",
        about: "A pinned release can always be gone back to, however many come after it. The list shows who pinned it.",
        args: pinArgs,
        options: [{ flags: "--why <text>", summary: "shown in the list and to admins" }],
        ...inTool,
        load: () => import("../commands/releases-pin.ts"),
      },
      {
        name: "unpin",
        summary: "let the image of a release go when nothing else needs it",
        args: pinArgs,
        ...inTool,
        load: () => import("../commands/releases-unpin.ts"),
      },
    ],
  },
  {
    name: "rollback",
    summary: "run an earlier release again",
    about:
      "Makes a new release of what an earlier one ran: its image, processes, jobs and settings. Nothing is built. Without a number it is the release that was live before the present one. The exit code is 0 when it is live, 1 when it never became healthy, 4 when the platform failed, 5 when the time is over.",
    args: [
      { syntax: "[tool]", summary: "the tool; without it the one of this directory" },
      { syntax: "[release]", summary: "its number, 42 or v42; it may stand alone" },
    ],
    options: waiting,
    ...inTool,
    load: () => import("../commands/rollback.ts"),
  },
  {
    name: "promote",
    summary: "run a tool's image in another tool",
    about:
      "Makes a release of the other tool from what is live of this one: the same image, processes and jobs, with the other tool's own settings and number of copies. Nothing is built. Without the second name it goes where the manifest says (promote: to). The exit codes are those of rollback.",
    args: [
      { syntax: "[from]", summary: "the tool whose image it is; without it the one of this directory" },
      { syntax: "[to]", summary: "the tool that gets it" },
    ],
    options: waiting,
    ...inTool,
    load: () => import("../commands/promote.ts"),
  },
  {
    name: "pause",
    summary: "build what is pushed, but do not deploy it",
    about: "Rollbacks and changes of settings go on. The newest build waits for: sluice resume.",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: [{ flags: "--why <text>", summary: "said to whoever pushes meanwhile" }],
    ...inTool,
    load: () => import("../commands/pause.ts"),
  },
  {
    name: "resume",
    summary: "deploy pushes again, beginning with the one that waits",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: waiting,
    ...inTool,
    load: () => import("../commands/resume.ts"),
  },
];
