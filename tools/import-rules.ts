/** Who may not import what. One row for each border; the lint configuration is generated from it and the architecture test holds it too. */
export interface ImportRule {
  /** Files the row speaks of (glob from the root). */
  readonly files: string;
  /** Specifiers that they may not import (gitignore-style patterns, as oxlint reads them). */
  readonly forbid: readonly string[];
  readonly why: string;
}

export const importRules: readonly ImportRule[] = [
  {
    files: "packages/contract/src/**",
    forbid: ["@sluice/*", "**/server/**", "**/cli/**", "node:*"],
    why: "contract runs anywhere and knows nobody",
  },
  {
    files: "packages/server/src/core/**",
    forbid: [
      "**/adapters/**",
      "**/http/**",
      "**/config/**",
      "**/supervise/**",
      "**/docker-client/**",
      "**/docker-network/**",
      "**/git-locks/**",
      "**/remote-hosts/**",
      "**/memory-directory/**",
      "**/data-directory/**",
      "**/main.ts",
      "@sluice/cli",
      "fastify",
      "kysely",
      "dockerode",
      "pino",
      "better-sqlite3",
      "pg",
      "node:fs",
      "node:fs/promises",
      "node:child_process",
      "node:net",
      "node:http",
    ],
    why: "core computes; adapters do I/O",
  },
  {
    files: "packages/server/src/adapters/**",
    forbid: ["**/http/**", "**/config/**", "**/main.ts", "@sluice/cli", "fastify", "../../adapters/**"],
    why: "an adapter knows core and its own driver",
  },
  {
    files: "packages/server/src/docker-client/**",
    forbid: ["@sluice/cli", "@sluice/server", "**/core/**", "**/adapters/**", "**/http/**", "**/config/**", "**/main.ts"],
    why: "the way to the engine knows errors, and nothing of what it is used for",
  },
  {
    files: "packages/server/src/git-locks/**",
    forbid: ["@sluice/*", "**/core/**", "**/adapters/**", "**/http/**", "**/config/**", "**/main.ts"],
    why: "locks are the same in every repository",
  },
  {
    files: "packages/server/src/remote-hosts/**",
    forbid: ["@sluice/cli", "@sluice/server", "**/adapters/**", "**/http/**", "**/config/**", "**/main.ts"],
    why: "who may be connected to does not depend on what is sent there",
  },
  {
    files: "packages/server/src/memory-directory/**",
    forbid: ["@sluice/cli", "@sluice/server", "**/core/**", "**/adapters/**", "**/http/**", "**/config/**", "**/main.ts"],
    why: "memory is the same whatever lies in it",
  },
  {
    files: "packages/server/src/http/**",
    forbid: ["**/adapters/**", "**/config/**", "**/main.ts", "@sluice/cli"],
    why: "http binds the contract to core",
  },
  {
    files: "packages/server/src/config/**",
    forbid: ["**/core/**", "**/adapters/**", "**/http/**", "**/main.ts", "@sluice/cli"],
    why: "configuration is read before anything exists",
  },
  {
    files: "packages/cli/src/**",
    forbid: ["@sluice/server", "**/server/src/**"],
    why: "the command talks through the contract",
  },
  {
    files: "e2e/**",
    forbid: ["@sluice/server", "@sluice/cli", "**/packages/**"],
    why: "end-to-end tests see the product from outside",
  },
];

/** Folders of core that may not import `reconcile`. */
export const nouns = [
  "tools",
  "sources",
  "builds",
  "releases",
  "packages",
  "access",
  "logs",
  "languages",
  "settings",
  "manifest",
  "jobs",
  "mail",
] as const;
