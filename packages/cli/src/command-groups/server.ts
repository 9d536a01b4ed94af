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
    name: "prune",
    summary: "remove what nothing needs (admins only)",
    about: `Removes images that nothing has named for the grace (--prune-grace of the server), old builds with their logs, caches that no
build uses, and what deleted tools left. It happens by itself too, and early when the disk has little room. What is live, kept for a rollback,
pinned, held back by a pause or in use by a run never goes.`,
    options: [
      { flags: "--dry-run", summary: "show what would go, why, and how much room that frees; remove nothing" },
      { flags: "--stays", summary: "with --dry-run: also what stays, and what needs it" },
      { flags: "-t, --tool <tool>", summary: "with --dry-run: only what is of this tool" },
    ],
    ...inServer,
    load: () => import("../commands/prune.ts"),
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
    name: "apply",
    summary: "make what runs match a control repository, without the server",
    about: `For a platform whose server or database is broken. It needs the container engine, the router and images that the engine or the
registry's storage has; it starts what is missing, mends the routes, and stops nothing that no file speaks of, unless --remove is given.
Without a directory it reads the control repository in the data directory. It refuses while a server runs on that. Takes the server's flags,
like --data. The exit code is 1 when something is not as it should be.`,
    args: [{ syntax: "[dir-and-flags...]", summary: "a checkout of the control repository; --remove; flags of the server" }],
    passThrough: true,
    load: () => import("../commands/apply.ts"),
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
