import type { CommandSpec } from "../command.ts";
import { buildArgument, follow, inTool } from "./shared.ts";

export const buildCommands: readonly CommandSpec[] = [
  {
    name: "builds",
    summary: "builds and their logs",
    commands: [
      {
        name: "list",
        summary: "builds, newest first",
        shared: ["server", "tool", "page", "json"],
        load: () => import("../commands/builds-list.ts"),
      },
      {
        name: "show",
        summary: "one build with the time of each step",
        args: [buildArgument],
        ...inTool,
        load: () => import("../commands/builds-show.ts"),
      },
      {
        name: "log",
        summary: "the log of a build and its deployment",
        about:
          "With --follow the exit code is that of the build: 0 when it is live or a newer one took its place, 1 when your code failed or it was cancelled, 4 when the platform failed.",
        args: [buildArgument],
        options: [follow],
        ...inTool,
        load: () => import("../commands/builds-log.ts"),
      },
      {
        name: "artifacts",
        summary: "files that a build's tests left (default: the newest build)",
        args: [{ syntax: "[build]", summary: "the number of the build" }],
        ...inTool,
        load: () => import("../commands/builds-artifacts.ts"),
      },
      {
        name: "artifact",
        summary: "download one of them",
        args: [buildArgument, { syntax: "<path>", summary: "as the list has it" }],
        options: [{ flags: "-o, --output <file>", summary: "where to (needed; - is the output)" }],
        ...inTool,
        load: () => import("../commands/builds-artifact.ts"),
      },
      {
        name: "cancel",
        summary: "cancel a build that is queued or running",
        args: [buildArgument],
        ...inTool,
        load: () => import("../commands/builds-cancel.ts"),
      },
    ],
  },
];
