import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stepScript } from "../../src/core/languages/compile-step.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";

const folder = new URL("../../../../languages/", import.meta.url);
const language = (id: string) => parseLanguage(readFileSync(new URL(`${id}.yaml`, folder), "utf8"), `${id}.yaml`);

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "sluice-steps-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  }
}

function bash(script: string): string {
  mkdirSync(join(root, "workspace"), { recursive: true });
  const env = {
    ...process.env,
    CNB_LAYERS_DIR: join(root, "layers"),
    CACHE: join(root, "cache"),
    DETAIL: join(root, "detail"),
    RELEASE: "",
  };
  return execFileSync("bash", ["-c", script], { cwd: join(root, "workspace"), env, encoding: "utf8" });
}

function sourcesOf(id: string): string {
  const step = language(id).steps.find((one) => one.id === "sources");
  if (step === undefined) throw new Error(`${id} has no step sources`);
  return stepScript(step);
}

test("Go programs are in bin, beside what the source has there", () => {
  write({ "layers/program/bin/main": "built", "layers/program/bin/hello": "built", "layers/program/bin/run": "built" });
  write({ "workspace/main.go": "package main", "workspace/go.mod": "module x", "workspace/bin/run": "the source's own" });
  bash(sourcesOf("go"));
  expect(realpathSync(join(root, "workspace/bin/hello"))).toBe(realpathSync(join(root, "layers/program/bin/hello")));
  expect(readFileSync(join(root, "workspace/bin/run"), "utf8")).toBe("the source's own");
  expect(() => readFileSync(join(root, "workspace/main.go"))).toThrow("ENOENT");
});

test("Rust programs are where cargo puts them, also when the source brings a target of its own", () => {
  write({ "layers/program/bin/hello": "built", "workspace/src/main.rs": "fn main() {}", "workspace/target/release/hello": "old" });
  bash(sourcesOf("rust"));
  expect(readFileSync(join(root, "workspace/target/release/hello"), "utf8")).toBe("built");
});

test("a jar is where Maven makes it, at the top and in the module that the Procfile names", () => {
  write({
    "layers/program/hello-1.0.jar": "built",
    "workspace/target/old.jar": "old",
    "workspace/Procfile": "web: java -jar web/target/*.jar\n",
  });
  write({ "workspace/web/src/Hello.java": "class Hello {}" });
  bash(sourcesOf("java"));
  for (const place of ["target", "web/target"]) expect(readFileSync(join(root, "workspace", place, "hello-1.0.jar"), "utf8")).toBe("built");
  expect(() => readFileSync(join(root, "workspace/web/src/Hello.java"))).toThrow("ENOENT");
  expect(() => readFileSync(join(root, "workspace/target/old.jar"))).toThrow("ENOENT");
});

const dev = { devDependencies: { nx: "1" } };

test.each<[string, object]>([
  ["nx", { scripts: { start: "nx serve" }, ...dev }],
  ["nx", { scripts: { start: "NODE_ENV=production npx nx serve" }, ...dev }],
  ["nx", { scripts: { start: "echo begins && nx serve" }, ...dev }],
  ["", { scripts: { start: "there --now; node server.js" }, ...dev }],
  ["", { scripts: { start: "./nx serve" }, ...dev }],
  ["", { scripts: { start: "nx serve" } }],
  ["", { scripts: { start: "nx serve", "start:prod": "node server.js" }, ...dev }],
  ["", dev],
])("what npm start calls and is not there is %j in %j", (lacking, manifest) => {
  write({ "workspace/package.json": JSON.stringify(manifest), "workspace/node_modules/.bin/there": "" });
  expect(bash(`set -euo pipefail\n${language("node").functions ?? ""}\nprogram_of_start`).trim()).toBe(lacking);
});
