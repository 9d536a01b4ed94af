import type { CommandSpec } from "../command.ts";
import { follow, inTool } from "./shared.ts";

const job = { syntax: "<job>", summary: "the name of the job" };
const run = { syntax: "<run>", summary: "the number of the run" };
const detach = { flags: "-d, --detach", summary: "do not wait for its end" };
const exits =
  "Its exit code is this command's, unless the platform failed (4) or it took too long (5). Ctrl-C ends only the view: it goes on.";

export const jobCommands: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "run a command once in the live release's image",
    about: `It gets the settings of the processes, and its output is followed. ${exits} Put -- before the command.`,
    args: [{ syntax: "<command...>", summary: "the command; one word that has spaces goes to a shell" }],
    options: [
      detach,
      { flags: "--memory <size>", summary: "its memory (default: 512Mi)" },
      { flags: "--cpu <cores>", summary: "its share of the cores (default: 500m)" },
      { flags: "--timeout <seconds>", summary: "ended after so long (default: 3600)" },
    ],
    ...inTool,
    load: () => import("../commands/run.ts"),
  },
  {
    name: "jobs",
    summary: "what runs by a schedule",
    commands: [
      { name: "list", summary: "jobs with their last and next run", ...inTool, load: () => import("../commands/jobs-list.ts") },
      { name: "show", summary: "one job with its last runs", args: [job], ...inTool, load: () => import("../commands/jobs-show.ts") },
      {
        name: "run",
        summary: "run a job now",
        about: exits,
        args: [job],
        options: [detach],
        ...inTool,
        load: () => import("../commands/jobs-run.ts"),
      },
      {
        name: "pause",
        summary: "run it by its schedule no more, until resumed",
        args: [job],
        ...inTool,
        load: () => import("../commands/jobs-pause.ts"),
      },
      { name: "resume", summary: "run it by its schedule again", args: [job], ...inTool, load: () => import("../commands/jobs-resume.ts") },
    ],
  },
  {
    name: "runs",
    summary: "runs of jobs and one-off commands, and their logs",
    commands: [
      {
        name: "list",
        summary: "runs, newest first",
        options: [{ flags: "--job <name>", summary: "of this job only" }],
        shared: ["server", "tool", "page", "json"],
        load: () => import("../commands/runs-list.ts"),
      },
      { name: "show", summary: "one run", args: [run], ...inTool, load: () => import("../commands/runs-show.ts") },
      {
        name: "log",
        summary: "what a run printed",
        about: "Lines that it printed to its error stream go to the error stream.",
        args: [run],
        options: [follow],
        ...inTool,
        load: () => import("../commands/runs-log.ts"),
      },
      {
        name: "cancel",
        summary: "end a run that is queued or running",
        args: [run],
        ...inTool,
        load: () => import("../commands/runs-cancel.ts"),
      },
      {
        name: "retry",
        summary: "run the same once more, in the live release's image",
        about: exits,
        args: [run],
        options: [detach],
        ...inTool,
        load: () => import("../commands/runs-retry.ts"),
      },
    ],
  },
  {
    name: "mail",
    summary: "whom the tool writes to",
    commands: [
      { name: "show", summary: "the addresses", ...inTool, load: () => import("../commands/mail-show.ts") },
      {
        name: "set",
        summary: "say whom the tool writes to; without an address, nobody",
        args: [
          { syntax: "<when>", summary: "when a job fails, and is well again", choices: ["on-failure"] },
          { syntax: "[addresses...]", summary: "like you@example.org" },
        ],
        ...inTool,
        load: () => import("../commands/mail-set.ts"),
      },
    ],
  },
];
