import type { CommandSpec } from "../command.ts";
import { inServer } from "./shared.ts";

export const serverCommands: readonly CommandSpec[] = [
  {
    name: "doctor",
    summary: "check every part and say how to mend it",
    about: "The exit code is 4 when a part fails.",
    ...inServer,
    load: () => import("../commands/doctor.ts"),
  },
  {
    name: "serve",
    summary: "run the server",
    about: 'Takes the flags of the server; "sluice serve --help" shows them.',
    args: [{ syntax: "[flags...]", summary: "go to the server as they are" }],
    passThrough: true,
    load: () => import("../commands/serve.ts"),
  },
  {
    name: "completion",
    summary: "print the completion script of a shell",
    about: "Load it with: source <(sluice completion bash). For fish: sluice completion fish | source",
    args: [{ syntax: "<shell>", summary: "your shell", choices: ["bash", "zsh", "fish"] }],
    load: () => import("../commands/completion.ts"),
  },
  {
    name: "git-credential",
    summary: "answer git's question for a name and a token",
    about: 'git starts this by itself after "sluice init".',
    args: [{ syntax: "<operation>", summary: "get, store or erase" }],
    hidden: true,
    load: () => import("../commands/git-credential.ts"),
  },
];
