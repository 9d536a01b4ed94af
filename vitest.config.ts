import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 300_000 };
const long = "**/*.long.test.ts";
const apart = "**/*.apart.test.ts";
const languages = "e2e/languages/**/*.test.ts";
const forges = ["e2e/forges/**/*.test.ts", "packages/server/test/signatures/**/*.test.ts"];
/** What every tool's life goes through: docs/decisions/0022-what-npm-test-runs.md has the rule. Every other suite is of e2e-more. */
const mainJob = ["push", "broken-app", "faults", "demo"].map((suite) => `e2e/docker/${suite}.test.ts`);
/** Parts that only some tools, or only admins, meet: the same rule. */
const partsMore = [
  "packages/server/test/{dockerfiles,jobs,licences,mail,packages,previews,pruning,rebases,scale,sockets,sources,stand-by,vulnerabilities}/**/*.test.ts",
  "packages/server/test/control/remote*.test.ts",
  "packages/server/test/reconcile/{by-hand,handwork-away,health-command,release-command}.test.ts",
];
const started = ["packages", "e2e", "tools"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: [long, apart],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      // What starts real things: as many at a time whatever the machine, so that timings mean the same everywhere.
      // Three of these, as each waits for its part now and then; two where each has a whole installation.
      {
        test: {
          name: "parts",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: [...partsMore, ...forges, long, apart],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...slow,
        },
      },
      {
        test: {
          name: "parts-more",
          include: partsMore,
          exclude: [long, apart],
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
      {
        test: {
          name: "e2e",
          include: mainJob,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          ...slow,
        },
      },
      {
        test: {
          name: "e2e-more",
          include: ["e2e/**/*.test.ts"],
          exclude: [...mainJob, languages, ...forges, long, apart],
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
          ...slow,
        },
      },
      // More than a minute and a half each.
      {
        test: {
          name: "long",
          include: started.map((folder) => `${folder}/${long}`),
          exclude: ["**/node_modules/**", apart],
          maxWorkers: 2,
          sequence: { groupOrder: 5 },
          ...slow,
        },
      },
      // Every example is pushed to one server.
      {
        test: {
          name: "languages",
          include: [languages],
          globalSetup: "e2e/languages/one-server.ts",
          maxWorkers: 2,
          sequence: { groupOrder: 6 },
          ...slow,
        },
      },
      // Parts that take minutes to build: a forge for each suite, beside its installation, and cosign.
      {
        test: {
          name: "forges",
          include: forges,
          exclude: [long, apart],
          maxWorkers: 2,
          sequence: { groupOrder: 7 },
          ...slow,
        },
      },
      // Touches what the whole machine or engine shares: alone and last.
      {
        test: {
          name: "apart",
          include: started.map((folder) => `${folder}/${apart}`),
          exclude: ["**/node_modules/**"],
          maxWorkers: 1,
          sequence: { groupOrder: 8 },
          ...slow,
        },
      },
    ],
  },
});
