import type { CommandSpec } from "../command.ts";
import { inServer } from "./shared.ts";

export const signInCommands: readonly CommandSpec[] = [
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
    load: () => import("../commands/login.ts"),
  },
  {
    name: "logout",
    summary: "forget the token of a server",
    args: [{ syntax: "[url]", summary: "the server; without it the one signed in to last" }],
    shared: ["json"],
    load: () => import("../commands/logout.ts"),
  },
  {
    name: "whoami",
    summary: "who you are, and where",
    ...inServer,
    load: () => import("../commands/whoami.ts"),
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
            choices: ["all", "read", "tool:push", "control:read", "control:push"],
          },
          { flags: "-t, --tool <name>", summary: "the one tool that it works on" },
          { flags: "--days <days>", summary: "days until it ends; without it, it does not" },
          { flags: "--user <name>", summary: "whose token it is (admins only)" },
        ],
        ...inServer,
        load: () => import("../commands/tokens-create.ts"),
      },
      {
        name: "list",
        summary: "your tokens; admins see all",
        options: [{ flags: "--all", summary: "ended ones too" }],
        ...inServer,
        load: () => import("../commands/tokens-list.ts"),
      },
      {
        name: "revoke",
        summary: "end a token",
        args: [{ syntax: "<id>", summary: 'its id, from "sluice tokens list"' }],
        shared: ["server", "yes", "json"],
        load: () => import("../commands/tokens-revoke.ts"),
      },
    ],
  },
];
