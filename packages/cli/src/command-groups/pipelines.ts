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
        name: "import",
        summary: "what a .pipeline/config.yaml and its Blubber files say, as a sluice.yaml",
        about:
          "For PipelineLib, whose pipelines are of stages. What a sluice.yaml cannot say is told line by line. The exit code is 1 when something that matters would be left out.",
        args: [{ syntax: "[directory]", summary: "of the repository (default: this one)" }],
        options: [{ flags: "--partial", summary: "print it although something is left out" }],
        shared: ["json"],
        load: () => import("../commands/pipelines-import.ts"),
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
