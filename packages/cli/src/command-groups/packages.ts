import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

const ofTool = { flags: "-t, --tool <tool>", summary: "for this tool alone; without it for all" };
const rebaseArgument = { syntax: "<rebase>", summary: "its number" };

export const packageCommands: readonly CommandSpec[] = [
  {
    name: "packages",
    summary: "the Debian packages under a tool",
    commands: [
      {
        name: "show",
        summary: "the base and the packages that the live release stands on, with versions",
        args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
        ...inTool,
        load: () => import("../commands/packages-show.ts"),
      },
    ],
  },
  {
    name: "sbom",
    summary: "all packages in what is live, or in a build's image: Debian's and the languages'",
    about: "With --format cyclonedx (or --json): a CycloneDX 1.6 list, which scanners read.",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: [
      { flags: "--build <number>", summary: "of this build's image" },
      { flags: "--licences", summary: "which licences they have, and how many have each" },
      { flags: "--format <format>", summary: "words, or the list itself", choices: ["words", "cyclonedx"] },
    ],
    ...inTool,
    load: () => import("../commands/sbom.ts"),
  },
  {
    name: "vulnerabilities",
    summary: "vulnerable packages in what is live, as the installation's scanner knows them",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: [
      { flags: "--build <number>", summary: "in this build's image" },
      { flags: "--severity <severity>", summary: "at least so severe", choices: ["critical", "high", "medium", "low"] },
      { flags: "--all", summary: "how many each tool has (admins)" },
    ],
    shared: ["server", "tool", "page", "json"],
    load: () => import("../commands/vulnerabilities.ts"),
    commands: [
      {
        name: "accept",
        summary: "take findings as they are until a day: they refuse no push and are not counted (admins)",
        about: "What is accepted is shown with its reason and its end, and comes back when that day is over.",
        args: [{ syntax: "<finding...>", summary: "ids of advisories, such as CVE-2024-1234 or GHSA-…" }],
        options: [
          ofTool,
          { flags: "--until <date>", summary: "the last day, like 2026-12-31, at most a year from now" },
          { flags: "--why <why>", summary: "the reason, for whoever reads it later" },
        ],
        ...inServer,
        load: () => import("../commands/vulnerabilities-accept.ts"),
      },
      {
        name: "accepted",
        summary: "which findings are accepted, for which tool, until when, by whom and why (admins)",
        shared: ["server", "page", "json"],
        load: () => import("../commands/vulnerabilities-accepted.ts"),
      },
      {
        name: "unaccept",
        summary: "accept a finding no more (admins)",
        args: [{ syntax: "<finding>", summary: "its id" }],
        options: [ofTool],
        ...inServer,
        load: () => import("../commands/vulnerabilities-unaccept.ts"),
      },
    ],
  },
  {
    name: "bases",
    summary: "the generations of Debian that tools stand on (admins)",
    commands: [
      {
        name: "list",
        summary: "how old each is, and until when it is mended",
        ...inServer,
        load: () => import("../commands/bases-list.ts"),
      },
      {
        name: "refresh",
        summary: "make a base again, and the package sets on it",
        about: "What runs is not touched: move it with sluice rebase. The exit code is 4 when it fails.",
        args: [{ syntax: "[base]", summary: "debian-13 or debian-12; without it all that something stands on" }],
        options: [{ flags: "--no-wait", summary: "do not wait until it is done" }],
        ...inServer,
        load: () => import("../commands/bases-refresh.ts"),
      },
    ],
  },
  {
    name: "rebase",
    summary: "move a tool, or all, onto the newest base without a build",
    about:
      "Makes a release of the same layers on the newest run image of the same package set. With --all it goes wave by wave: each tool's new copies must be healthy before the old ones go, one that does not become healthy is rolled back, and with more of them than --failures the rest is left as it is. It goes on when this command is ended. The exit code is 0 when all are live, 1 when a tool failed, 5 when the time is over.",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: [
      { flags: "--all", summary: "all tools (admins)" },
      { flags: "--dry-run", summary: "with --all: only say which tools stand on an older base" },
      { flags: "--wave <tools>", summary: "with --all: how many are deployed at the same time (default: 5)" },
      { flags: "--failures <tools>", summary: "with --all: how many may fail before the rest is left alone (default: 0)" },
      { flags: "--no-wait", summary: "do not wait until it is live" },
    ],
    ...inTool,
    load: () => import("../commands/rebase.ts"),
  },
  {
    name: "rebases",
    summary: "rebases of all tools (admins)",
    commands: [
      { name: "list", summary: "newest first", ...inServer, load: () => import("../commands/rebases-list.ts") },
      {
        name: "show",
        summary: "one with its tools",
        args: [rebaseArgument],
        ...inServer,
        load: () => import("../commands/rebases-show.ts"),
      },
      {
        name: "stop",
        summary: "begin no more tools; those that are being deployed go on to their end",
        args: [rebaseArgument],
        ...inServer,
        load: () => import("../commands/rebases-stop.ts"),
      },
    ],
  },
];
