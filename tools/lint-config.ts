import { writeFileSync } from "node:fs";
import { importRules, nouns } from "./import-rules.ts";

const rules = {
  "no-floating-promises": "error",
  "typescript/no-floating-promises": "error",
  "typescript/no-misused-promises": "error",
  "typescript/await-thenable": "error",
  "typescript/no-explicit-any": "error",
  "typescript/no-non-null-assertion": "error",
  "typescript/no-unnecessary-type-assertion": "error",
  "typescript/switch-exhaustiveness-check": "error",
  "typescript/consistent-type-imports": "error",
  "import/no-default-export": "error",
  "import/no-cycle": "error",
  "unicorn/filename-case": ["error", { case: "kebabCase" }],
  "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
  // Our objects are closures and not classes: a method taken off them has no this to lose.
  "typescript/unbound-method": "off",
  // It does not see that a branded string is a string, which is nearly all that is sorted here.
  "typescript/require-array-sort-compare": "off",
  "no-empty": "error",
  "no-console": "error",
  "no-restricted-globals": "off",
  "node/no-process-env": "error",
  eqeqeq: "error",
  "prefer-const": "error",
  "no-var": "error",
} as const;

function border(files: string, forbid: readonly string[], why: string): object {
  return {
    files: [files],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: forbid, message: why }] }] },
  };
}

/** The whole lint configuration; `.oxlintrc.json` is written from it and checked for drift. */
export function lintConfig(): object {
  const core = importRules.find((rule) => rule.files === "packages/server/src/core/**");
  const nounBorders = nouns.map((noun) =>
    border(
      `packages/server/src/core/${noun}/**`,
      [...(core?.forbid ?? []), "**/reconcile/**"],
      "a noun never imports reconcile, and core never an adapter",
    ),
  );
  return {
    $schema: "./node_modules/oxlint/configuration_schema.json",
    plugins: ["typescript", "import", "unicorn", "node", "promise"],
    categories: { correctness: "error", suspicious: "off" },
    ignorePatterns: ["node_modules", ".data", ".cache", "examples", "**/*.json"],
    rules,
    overrides: [
      ...importRules.map((rule) => border(rule.files, rule.forbid, rule.why)),
      ...nounBorders,
      {
        files: [
          "**/*.test.ts",
          "**/test/**",
          "tools/**",
          "e2e/**",
          "bench/**",
          "packages/cli/**",
          "packages/server/src/main.ts",
          "packages/server/src/serve.ts",
          "packages/server/src/apply/main.ts",
        ],
        rules: { "no-console": "off", "node/no-process-env": "off" },
      },
      {
        files: ["**/vitest.config.ts", "tools/bootstrap.mjs"],
        rules: { "import/no-default-export": "off", "no-console": "off" },
      },
    ],
  };
}

export function lintConfigText(): string {
  return `${JSON.stringify(lintConfig(), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL("../.oxlintrc.json", import.meta.url), lintConfigText());
