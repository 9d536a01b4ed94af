import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shippedLanguages } from "../fixtures/shipped-languages.ts";

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "sluice-prisma-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function schemaOf(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const functions = shippedLanguages.find(({ id }) => id === "node")?.functions ?? "";
  const env = { ...process.env, CACHE: join(root, "cache") };
  return execFileSync("bash", ["-c", `set -euo pipefail\n${functions}\nclient_schema`], { cwd: root, env, encoding: "utf8" }).trim();
}

const client = "node_modules/@prisma/client/package.json";
const made = "node_modules/.prisma/client/index.js";
/** As Prisma 4 to 6 leave it when nothing was generated. */
const stub = 'throw new Error(`@prisma/client did not initialize yet. Please run "prisma generate" and try to import it again.`)\n';
const schema = 'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "postgresql"\n}\n';

test.each<[string, string, Readonly<Record<string, string>>]>([
  ["a client that its postinstall left undone", "prisma/schema.prisma", { [client]: "{}", [made]: stub, "prisma/schema.prisma": schema }],
  ["one whose postinstall was not run", "prisma/schema.prisma", { [client]: "{}", "prisma/schema.prisma": schema }],
  [
    "one whose schema package.json names",
    "src/prisma/schema.prisma",
    {
      [client]: "{}",
      [made]: stub,
      "package.json": '{ "prisma": { "schema": "src/prisma/schema.prisma" } }',
      "src/prisma/schema.prisma": schema,
      "schema.prisma": schema,
    },
  ],
  ["a schema of several files", "prisma/schema", { [client]: "{}", [made]: stub, "prisma/schema/main.prisma": schema }],
  ["nothing that is made already", "", { [client]: "{}", [made]: "module.exports = {};\n", "prisma/schema.prisma": schema }],
  ["no client that is not installed", "", { "prisma/schema.prisma": schema }],
  ["no client without a schema", "", { [client]: "{}", [made]: stub }],
  [
    "no client that belongs into the source",
    "",
    { [client]: "{}", [made]: stub, "prisma/schema.prisma": schema.replace("-js", "").replace("}", '  output = "../src/made"\n}') },
  ],
])("Prisma makes %s: %j", (_, found, files) => {
  expect(schemaOf(files)).toBe(found);
});
