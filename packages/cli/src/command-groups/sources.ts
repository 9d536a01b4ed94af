import type { CommandSpec } from "../command.ts";
import { inTool } from "./shared.ts";

const forge = {
  syntax: "<forge>",
  summary: "who sends it; ci: a job, or whoever can sign",
  choices: ["github", "gitlab", "gitea", "gogs", "bitbucket-cloud", "bitbucket-dc", "gerrit", "soft-serve", "ci"],
};

export const sourceCommands: readonly CommandSpec[] = [
  {
    name: "source",
    summary: "the repository elsewhere that the tool is built from",
    commands: [
      {
        name: "set",
        summary: "build the tool from a repository elsewhere",
        about:
          "What its branch has is built at once, as if it had been pushed. Pushes still work. A private repository is read over ssh, with a deploy key that is made and shown, or over https with a token.",
        args: [{ syntax: "<url>", summary: "its address: https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH" }],
        options: [
          { flags: "--branch <branch>", summary: "the branch that is built (default: main)" },
          { flags: "--previews", summary: "give each pull request from a branch of the repository a preview" },
          { flags: "--fork-previews", summary: "also those from forks: code of anybody is built and run then" },
          {
            flags: "--events <how>",
            summary: "stream: follow Gerrit's events, by the account that reads it over ssh (default: none)",
            choices: ["none", "stream"],
          },
          { flags: "--token-stdin", summary: "read a token for https from the input; it is kept sealed" },
          { flags: "--token-user <name>", summary: "the name that the forge wants with the token (default: git)" },
        ],
        ...inTool,
        load: () => import("../commands/source-set.ts"),
      },
      { name: "show", summary: "where it is, and what was found there last", ...inTool, load: () => import("../commands/source-show.ts") },
      { name: "check", summary: "look now, and build what is new", ...inTool, load: () => import("../commands/source-check.ts") },
      {
        name: "key",
        summary: "the deploy key, and where to enter it",
        about: "Its private half never leaves the server.",
        options: [{ flags: "--new", summary: "make another one; the one before lets in no more" }],
        ...inTool,
        load: () => import("../commands/source-key.ts"),
      },
      {
        name: "hostkey",
        summary: "the keys by which the source's hosts are known",
        about: "Over ssh a host is known by the key that it had when it was first seen. One with another key gets nothing.",
        options: [{ flags: "--forget", summary: "forget them, look now, and keep the keys found then" }],
        ...inTool,
        load: () => import("../commands/source-hostkey.ts"),
      },
      {
        name: "hook",
        summary: "make a webhook, and show what to enter in the forge",
        about:
          "With it a push elsewhere is seen at once. Its secret is shown this one time; made again for the same forge, the one before counts no more. With --enter it is made in the forge too: a token of the forge that may change webhooks is asked for, or read from the input or SLUICE_FORGE_TOKEN, and is used this once.",
        args: [forge],
        options: [
          { flags: "--enter", summary: "enter it in the forge, through its API" },
          { flags: "--api <url>", summary: "where the forge's API answers, when not at the repository's host" },
        ],
        ...inTool,
        load: () => import("../commands/source-hook.ts"),
      },
      { name: "hooks", summary: "the webhooks, and when one came last", ...inTool, load: () => import("../commands/source-hooks.ts") },
      {
        name: "unhook",
        summary: "take no webhook of a forge any more",
        args: [forge],
        ...inTool,
        load: () => import("../commands/source-unhook.ts"),
      },
      {
        name: "status",
        summary: "tell the forge what becomes of each commit",
        about:
          "Beside a commit the forge then shows that it is being built, that it is live, or why not; Gerrit in a message on its change, with a vote. Shows what the token must be allowed. With --enter a token is asked for, or read from the input or SLUICE_FORGE_TOKEN; the server keeps it sealed, and uses it for the statuses of this repository alone.",
        args: [
          {
            syntax: "<forge>",
            summary: "whose API it is",
            choices: ["github", "gitlab", "gitea", "bitbucket-cloud", "bitbucket-dc", "gerrit"],
          },
        ],
        options: [
          { flags: "--enter", summary: "give the server a token for it" },
          { flags: "--api <url>", summary: "where the forge's API answers, when not at the repository's host, or below a path" },
          { flags: "--account <name>", summary: "of Gerrit: the account whose HTTP password is given" },
          { flags: "--label <label>", summary: "of Gerrit: vote with this label, or none (default: Verified)" },
        ],
        ...inTool,
        load: () => import("../commands/source-status.ts"),
      },
      {
        name: "statuses",
        summary: "what the forge was told of commits, newest first",
        ...inTool,
        load: () => import("../commands/source-statuses.ts"),
      },
      {
        name: "unstatus",
        summary: "tell the forge nothing any more, and forget its token",
        ...inTool,
        load: () => import("../commands/source-unstatus.ts"),
      },
      {
        name: "remove",
        summary: "build the tool from pushes only",
        about: "What runs goes on.",
        ...inTool,
        load: () => import("../commands/source-remove.ts"),
      },
    ],
  },
  {
    name: "ci",
    summary: "for jobs of a CI system",
    commands: [
      {
        name: "deploy",
        summary: "deploy what the tool's source has now",
        about:
          "The server reads the source and builds what it finds. A token of the scope tool:push is enough. With --wait the exit code is 0 when it is live, 1 when your code failed, 4 when the platform did, 5 when it took too long.",
        options: [
          { flags: "--wait", summary: "show the log, and end as the deployment ends" },
          { flags: "--commit <hash>", summary: "fail when the source is at another commit" },
          { flags: "--timeout <seconds>", summary: "how long to wait (default: 1800)" },
        ],
        ...inTool,
        load: () => import("../commands/ci-deploy.ts"),
      },
    ],
  },
];
