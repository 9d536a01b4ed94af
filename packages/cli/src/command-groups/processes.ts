import type { CommandSpec } from "../command.ts";
import { inTool } from "./shared.ts";

const processArgument = { syntax: "<process>", summary: "a process that runs, like web" };
const toTool = { shared: ["server", "tool"] } as const;

export const processCommands: readonly CommandSpec[] = [
  {
    name: "ps",
    summary: "the processes, with what they use",
    ...inTool,
    load: () => import("../commands/ps.ts"),
  },
  {
    name: "scale",
    summary: "run more or fewer copies",
    about: "The numbers stay over the next push, unless sluice.yaml says replicas for the process.",
    args: [{ syntax: "<process=copies...>", summary: "like web=3 worker=0" }],
    options: [{ flags: "--no-wait", summary: "do not wait until it is live" }],
    ...inTool,
    load: () => import("../commands/scale.ts"),
  },
  {
    name: "restart",
    summary: "start processes anew; new copies are healthy before the old ones go",
    args: [{ syntax: "[process]", summary: "only this one" }],
    options: [{ flags: "--no-wait", summary: "do not wait until it is live" }],
    ...inTool,
    load: () => import("../commands/restart.ts"),
  },
  {
    name: "exec",
    summary: "run a program in a running process",
    about: "With a terminal when this is one. The exit code is the program's.",
    args: [processArgument, { syntax: "<command...>", summary: "the program and its arguments, after --" }],
    options: [{ flags: "--no-terminal", summary: "no terminal, even on one: stdout and stderr apart" }],
    ...toTool,
    load: () => import("../commands/exec.ts"),
  },
  {
    name: "shell",
    summary: "a shell in a running process",
    args: [{ syntax: "[process]", summary: "the process (default: web)" }],
    ...toTool,
    load: () => import("../commands/shell.ts"),
  },
];
