import type { CommandSpec } from "./command.ts";

const server = { shared: ["server", "json"] } as const;
const tool = { shared: ["server", "tool", "json"] } as const;
const build = { syntax: "<build>", summary: "the number of the build" };
const follow = { flags: "-f, --follow", summary: "go on until the log is complete" };

/** Every command, in the order of the help and the reference. */
export const commandTable: readonly CommandSpec[] = [
  {
    name: "login",
    summary: "sign in to a server with a token",
    about:
      "The token is asked for without being shown. It is checked, then kept in ~/.config/sluice/config.json (or under XDG_CONFIG_HOME), which only you can read. You can be signed in to several servers; the last one is meant when nothing else says.",
    args: [{ syntax: "<url>", summary: "the server's address, like https://deploy.example.org" }],
    options: [
      {
        flags: "--token <token>",
        summary: "the token; others on this machine can see it while the command runs",
      },
      { flags: "--token-stdin", summary: "read the token from the input" },
    ],
    shared: ["json"],
    load: () => import("./commands/login.ts"),
  },
  {
    name: "logout",
    summary: "forget the token of a server",
    args: [{ syntax: "[url]", summary: "the server; without it the one signed in to last" }],
    shared: ["json"],
    load: () => import("./commands/logout.ts"),
  },
  {
    name: "whoami",
    summary: "who you are, and where",
    ...server,
    load: () => import("./commands/whoami.ts"),
  },
  {
    name: "init",
    summary: "connect this git repository to a tool",
    about:
      "Creates the tool when it is new, adds a git remote, and lets git ask this command for the token, so that no token stands in a URL.",
    args: [{ syntax: "[name]", summary: "the tool's name; without it the name of the directory" }],
    options: [{ flags: "--remote <name>", summary: "the name of the git remote (default: sluice)" }],
    ...server,
    load: () => import("./commands/init.ts"),
  },
  {
    name: "status",
    summary: "what runs, and how it is",
    ...tool,
    load: () => import("./commands/status.ts"),
  },
  {
    name: "logs",
    summary: "what the processes print",
    options: [
      { flags: "-f, --follow", summary: "go on as lines appear" },
      { flags: "--process <name>", summary: "of this process only" },
      { flags: "--tail <lines>", summary: "how many of the last lines (default: 100)" },
    ],
    ...tool,
    load: () => import("./commands/logs.ts"),
  },
  {
    name: "open",
    summary: "show the tool in the browser",
    ...tool,
    load: () => import("./commands/open.ts"),
  },
  {
    name: "tools",
    summary: "the tools you may see",
    commands: [
      {
        name: "list",
        summary: "the tools you may see",
        shared: ["server", "page", "json"],
        load: () => import("./commands/tools-list.ts"),
      },
      {
        name: "create",
        summary: "create a tool",
        args: [{ syntax: "<name>", summary: "the tool's name" }],
        ...server,
        load: () => import("./commands/tools-create.ts"),
      },
      {
        name: "show",
        summary: "one tool with its members",
        args: [{ syntax: "[name]", summary: "the tool; without it the one of this directory" }],
        ...tool,
        load: () => import("./commands/tools-show.ts"),
      },
      {
        name: "delete",
        summary: "delete a tool with all it has",
        args: [{ syntax: "<name>", summary: "the tool" }],
        shared: ["server", "yes", "json"],
        load: () => import("./commands/tools-delete.ts"),
      },
    ],
  },
  {
    name: "builds",
    summary: "builds and their logs",
    commands: [
      {
        name: "list",
        summary: "builds, newest first",
        shared: ["server", "tool", "page", "json"],
        load: () => import("./commands/builds-list.ts"),
      },
      {
        name: "show",
        summary: "one build with the time of each step",
        args: [build],
        ...tool,
        load: () => import("./commands/builds-show.ts"),
      },
      {
        name: "log",
        summary: "the log of a build and its deployment",
        about:
          "With --follow the exit code is that of the build: 0 when it is live or a newer one took its place, 1 when your code failed or it was cancelled, 4 when the platform failed.",
        args: [build],
        options: [follow],
        ...tool,
        load: () => import("./commands/builds-log.ts"),
      },
      {
        name: "cancel",
        summary: "cancel a build that is queued or running",
        args: [build],
        ...tool,
        load: () => import("./commands/builds-cancel.ts"),
      },
    ],
  },
  {
    name: "releases",
    summary: "what was deployed",
    commands: [
      {
        name: "list",
        summary: "releases, newest first",
        shared: ["server", "tool", "page", "json"],
        load: () => import("./commands/releases-list.ts"),
      },
      {
        name: "show",
        summary: "one release",
        args: [{ syntax: "<release>", summary: "its number, 42 or v42" }],
        ...tool,
        load: () => import("./commands/releases-show.ts"),
      },
    ],
  },
  {
    name: "members",
    summary: "who may work on a tool",
    commands: [
      {
        name: "list",
        summary: "the members of the tool",
        ...tool,
        load: () => import("./commands/members-list.ts"),
      },
      {
        name: "set",
        summary: "add a member or change the role",
        args: [
          { syntax: "<user>", summary: "the user's name" },
          { syntax: "<role>", summary: "what they may do", choices: ["maintainer", "viewer"] },
        ],
        ...tool,
        load: () => import("./commands/members-set.ts"),
      },
      {
        name: "remove",
        summary: "remove a member",
        args: [{ syntax: "<user>", summary: "the user's name" }],
        shared: ["server", "tool", "yes", "json"],
        load: () => import("./commands/members-remove.ts"),
      },
    ],
  },
  {
    name: "tokens",
    summary: "tokens for yourself and for CI",
    commands: [
      {
        name: "create",
        summary: "make a token; its value is shown once",
        args: [{ syntax: "<label>", summary: "what it is for" }],
        options: [
          {
            flags: "--scope <scope>",
            summary: "what it may do (default: all)",
            choices: ["all", "read", "tool:push"],
          },
          { flags: "-t, --tool <name>", summary: "the one tool that it works on" },
          { flags: "--days <days>", summary: "days until it ends; without it, it does not" },
          { flags: "--user <name>", summary: "whose token it is (admins only)" },
        ],
        ...server,
        load: () => import("./commands/tokens-create.ts"),
      },
      {
        name: "list",
        summary: "your tokens; admins see all",
        options: [{ flags: "--all", summary: "ended ones too" }],
        ...server,
        load: () => import("./commands/tokens-list.ts"),
      },
      {
        name: "revoke",
        summary: "end a token",
        args: [{ syntax: "<id>", summary: 'its id, from "sluice tokens list"' }],
        shared: ["server", "yes", "json"],
        load: () => import("./commands/tokens-revoke.ts"),
      },
    ],
  },
  {
    name: "doctor",
    summary: "check every part and say how to mend it",
    about: "The exit code is 4 when a part fails.",
    ...server,
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "serve",
    summary: "run the server",
    about: 'Takes the flags of the server; "sluice serve --help" shows them.',
    args: [{ syntax: "[flags...]", summary: "go to the server as they are" }],
    passThrough: true,
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "completion",
    summary: "print the completion script of a shell",
    about: "Load it with: source <(sluice completion bash). For fish: sluice completion fish | source",
    args: [{ syntax: "<shell>", summary: "your shell", choices: ["bash", "zsh", "fish"] }],
    load: () => import("./commands/completion.ts"),
  },
  {
    name: "git-credential",
    summary: "answer git's question for a name and a token",
    about: 'git starts this by itself after "sluice init".',
    args: [{ syntax: "<operation>", summary: "get, store or erase" }],
    hidden: true,
    load: () => import("./commands/git-credential.ts"),
  },
];
