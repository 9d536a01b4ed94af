import type { CommandSpec } from "../command.ts";
import { inServer } from "./shared.ts";

const file = { syntax: "<file>", summary: "the language's file: <id>.yaml" };

export const languageCommands: readonly CommandSpec[] = [
  {
    name: "plan",
    summary: "what a directory would be built with, and why",
    about: "Nothing is built. The exit code is 1 when it cannot be built as it is.",
    args: [{ syntax: "[directory]", summary: "what you would push (default: this one)" }],
    options: [{ flags: "--pipeline <name>", summary: "of several in its sluice.yaml (default: all)" }],
    ...inServer,
    load: () => import("../commands/plan.ts"),
  },
  {
    name: "languages",
    summary: "the languages that builds know",
    commands: [
      {
        name: "list",
        summary: "all, with their versions (* the default) and the files that they are found by",
        about: "The exit code is 1 when a language's file in the control repository is wrong.",
        ...inServer,
        load: () => import("../commands/languages-list.ts"),
      },
      {
        name: "show",
        summary: "one with its file; without a name, why a directory is of which languages",
        args: [{ syntax: "[language]", summary: "its id" }],
        options: [{ flags: "--dir <directory>", summary: "explain this directory (default: this one)" }],
        ...inServer,
        load: () => import("../commands/languages-show.ts"),
      },
      {
        name: "test",
        summary: "check a language's file, and build and run a directory with it (admins)",
        about:
          "The file counts for a throwaway tool alone, which is deleted at the end, or after an hour when this command is killed. The exit code is 0 when the page answers below 500.",
        args: [file],
        options: [
          { flags: "--app <directory>", summary: "build and run this, and ask its page" },
          { flags: "--again", summary: "build a second time, to see what is not done again" },
          { flags: "--keep", summary: "leave it running for an hour" },
        ],
        ...inServer,
        load: () => import("../commands/languages-test.ts"),
      },
      {
        name: "add",
        summary: "add or change a language; the next push uses it (admins)",
        about: "The file is checked, and committed into the control repository as languages/<id>.yaml.",
        args: [file],
        ...inServer,
        load: () => import("../commands/languages-add.ts"),
      },
      {
        name: "remove",
        summary: "remove a language that was added (admins)",
        args: [{ syntax: "<language>", summary: "its id" }],
        ...inServer,
        load: () => import("../commands/languages-remove.ts"),
      },
    ],
  },
];
