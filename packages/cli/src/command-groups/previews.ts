import type { CommandSpec } from "../command.ts";
import { inTool, waiting } from "./shared.ts";

const previewArgument = { syntax: "<preview>", summary: "the preview's name" };

export const previewCommands: readonly CommandSpec[] = [
  {
    name: "deploy",
    summary: "deploy what is in a directory, without a push",
    about:
      "Sends the files as they are now, uncommitted changes included, and shows the build as git push does. Files that .gitignore names stay here. No branch moves: the next git push goes on from where the branch is. With --preview it goes to a copy of the tool with a URL of its own, which ends by itself. The exit code is 0 when it is live, 1 when your code failed, 4 when the platform did.",
    args: [{ syntax: "[dir]", summary: "the directory; without it this one" }],
    options: [
      { flags: "--preview [name]", summary: "to a preview; without a name it has the branch's" },
      { flags: "--ttl <time>", summary: "how long the preview lives: 90m, 12h, 3d" },
      { flags: "--with-secrets", summary: "give the preview the tool's secrets and secret files" },
      { flags: "-m, --message <text>", summary: "what it is; without it the subject of the last commit" },
    ],
    ...inTool,
    load: () => import("../commands/deploy.ts"),
  },
  {
    name: "previews",
    summary: "copies of the tool with a URL and an end",
    commands: [
      {
        name: "list",
        summary: "the previews of the tool, the one that ends first on top",
        ...inTool,
        load: () => import("../commands/previews-list.ts"),
      },
      {
        name: "show",
        summary: "one preview, with what runs of it",
        args: [previewArgument],
        ...inTool,
        load: () => import("../commands/previews-show.ts"),
      },
      {
        name: "extend",
        summary: "let it live so long from now on",
        args: [previewArgument, { syntax: "<time>", summary: "90m, 12h, 3d" }],
        ...inTool,
        load: () => import("../commands/previews-extend.ts"),
      },
      {
        name: "promote",
        summary: "run its image in the tool",
        about:
          "Makes a release of the tool from the image that is live of the preview, with the tool's own settings, sizes, jobs and release command. Nothing is built, and no branch moves. The exit codes are those of rollback.",
        args: [previewArgument],
        options: waiting,
        ...inTool,
        load: () => import("../commands/previews-promote.ts"),
      },
      {
        name: "delete",
        summary: "stop it and remove it",
        args: [previewArgument],
        shared: ["server", "tool", "yes", "json"],
        load: () => import("../commands/previews-delete.ts"),
      },
    ],
  },
];
