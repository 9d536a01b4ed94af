import type { CommandSpec } from "../command.ts";
import { inServer, inTool, kindsOfLines } from "./shared.ts";

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
    name: "dev",
    summary: "run a directory on this machine, built as the platform builds it, again at each save",
    about: `Starts a server for this directory alone on this machine (a container engine is needed, and root), deploys the directory as it is,
without a commit, and again when a file is saved; ignored files stay out. The lines of .env become settings. Jobs do not run by their schedule.
Ctrl-C ends all of it; package caches are kept for the next time.`,
    args: [{ syntax: "[dir]", summary: "the directory with the code (default: this one)" }],
    options: [
      { flags: "--name <tool>", summary: "the tool's name (default: the directory's)" },
      { flags: "--port <number>", summary: "where it answers (default: 8080, or any that is free)" },
      { flags: "--env-file <file>", summary: "NAME=value lines that become settings (default: .env, if there is one)" },
    ],
    load: () => import("../commands/dev.ts"),
  },
  {
    name: "status",
    summary: "what runs, and how it is",
    ...inTool,
    load: () => import("../commands/status.ts"),
  },
  {
    name: "logs",
    summary: "what the processes print, and printed before they ended",
    options: [
      { flags: "--process <name>", summary: "of this process only" },
      { flags: "--preview <name>", summary: "of this preview instead of the tool" },
      ...kindsOfLines,
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
