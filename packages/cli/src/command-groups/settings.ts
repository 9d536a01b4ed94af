import { changeOptions } from "../change-settings.ts";
import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

const build = [
  { flags: "--build", summary: "give it to the build too" },
  { flags: "--no-build", summary: "do not give it to the build any more" },
];
const file = { flags: "--from-file <file>", summary: 'read it from a file; "-" is the input' };

export const settingsCommands: readonly CommandSpec[] = [
  {
    name: "env",
    summary: "the tool's settings",
    commands: [
      { name: "list", summary: "the settings with their values", ...inTool, load: () => import("../commands/env-list.ts") },
      {
        name: "set",
        summary: "set many at once; makes a release on the same image",
        about:
          'For passwords and keys use "sluice secrets set": what stands on a command line is seen by others and kept in the shell\'s history.',
        args: [{ syntax: "<settings...>", summary: "NAME=value, as many as you like" }],
        options: [...build, ...changeOptions],
        ...inTool,
        load: () => import("../commands/env-set.ts"),
      },
      {
        name: "unset",
        summary: "remove settings",
        args: [{ syntax: "<names...>", summary: "their names" }],
        options: changeOptions,
        ...inTool,
        load: () => import("../commands/env-unset.ts"),
      },
      {
        name: "pull",
        summary: "write the settings into a file",
        about: "Secrets are left out: nobody reads them back. Their names stand in the file as comments.",
        args: [{ syntax: "[file]", summary: "the file (default: .env)" }],
        shared: ["server", "tool", "yes", "json"],
        load: () => import("../commands/env-pull.ts"),
      },
      {
        name: "push",
        summary: "set what a file says",
        args: [{ syntax: "[file]", summary: 'the file (default: .env); "-" is the input' }],
        options: [{ flags: "--prune", summary: "unset the plain settings that the file does not name" }, ...changeOptions],
        ...inTool,
        load: () => import("../commands/env-push.ts"),
      },
    ],
  },
  {
    name: "secrets",
    summary: "the tool's secrets",
    commands: [
      { name: "list", summary: "names of secrets and secret files", ...inTool, load: () => import("../commands/secrets-list.ts") },
      {
        name: "set",
        summary: "set a secret; makes a release on the same image",
        about: "The value comes from a question without echo, from the input, or from a file; never from the command line.",
        args: [
          { syntax: "<name>", summary: "its name" },
          { syntax: "[source]", summary: '"-": read the input' },
        ],
        options: [file, ...build, ...changeOptions],
        ...inTool,
        load: () => import("../commands/secrets-set.ts"),
      },
      {
        name: "unset",
        summary: "remove secrets or secret files",
        args: [{ syntax: "<names...>", summary: "their names; with --file, their paths" }],
        options: [{ flags: "--file", summary: "the arguments are paths of secret files" }, ...changeOptions],
        ...inTool,
        load: () => import("../commands/secrets-unset.ts"),
      },
      {
        name: "file",
        summary: "set a secret file, which processes find at a path",
        args: [{ syntax: "<path>", summary: "relative to the home directory, or below /run/secrets, /etc/secrets or /workspace" }],
        options: [file, ...changeOptions],
        ...inTool,
        load: () => import("../commands/secrets-file.ts"),
      },
    ],
  },
  {
    name: "keys",
    summary: "the keys that secrets are sealed with (admins)",
    commands: [
      { name: "list", summary: "the keys by their ids", ...inServer, load: () => import("../commands/keys-list.ts") },
      {
        name: "rotate",
        summary: "make a new key and reseal everything with it",
        ...inServer,
        load: () => import("../commands/keys-rotate.ts"),
      },
    ],
  },
  {
    name: "platform",
    summary: "what admins give to tools",
    commands: [
      {
        name: "files",
        summary: "secret files for every tool, or for one",
        commands: [
          { name: "list", summary: "their paths", ...inServer, load: () => import("../commands/platform-files-list.ts") },
          {
            name: "set",
            summary: "give a secret file; processes have it from their next start on",
            args: [{ syntax: "<path>", summary: "where processes find it" }],
            options: [file],
            ...inTool,
            load: () => import("../commands/platform-files-set.ts"),
          },
          {
            name: "unset",
            summary: "take a secret file back",
            args: [{ syntax: "<path>", summary: "its path" }],
            ...inTool,
            load: () => import("../commands/platform-files-unset.ts"),
          },
        ],
      },
    ],
  },
];
