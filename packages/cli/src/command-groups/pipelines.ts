import type { CommandSpec } from "../command.ts";

export const pipelineCommands: readonly CommandSpec[] = [
  {
    name: "pipelines",
    summary: "sluice.yaml: what is made of a repository",
    commands: [
      {
        name: "check",
        summary: "check a sluice.yaml as a push would, without a server, and say what would run",
        about: "The exit code is 1 when a push would refuse it.",
        args: [{ syntax: "[directory]", summary: "what you would push (default: this one)" }],
        shared: ["json"],
        load: () => import("../commands/pipelines-check.ts"),
      },
      {
        name: "show",
        summary: "a sluice.yaml with its templates and variables put in, without a server",
        args: [{ syntax: "[directory]", summary: "what you would push (default: this one)" }],
        shared: ["json"],
        load: () => import("../commands/pipelines-show.ts"),
      },
      {
        name: "schema",
        summary: "the JSON Schema of sluice.yaml, for editors",
        shared: ["json"],
        load: () => import("../commands/pipelines-schema.ts"),
      },
    ],
  },
];
