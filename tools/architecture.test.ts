import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { importRules } from "./import-rules.ts";
import { lintConfigText } from "./lint-config.ts";

const root = join(import.meta.dirname, "..");
const skipped = new Set(["node_modules", ".git", ".data", ".cache"]);

function walk(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(directory, entry.name);
    return entry.isDirectory() ? walk(path) : [relative(root, path)];
  });
}

const sources = walk(join(root, "packages")).filter((file) => file.endsWith(".ts"));

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");
}

/** Where an import leads: a path from the root for relative ones, else the specifier. */
function target(file: string, specifier: string): string {
  return specifier.startsWith(".") ? relative(root, join(root, file, "..", specifier)) : specifier;
}

function violations(within: string, forbidden: (to: string, from: string) => boolean): string[] {
  return sources
    .filter((file) => file.startsWith(within) && !file.endsWith(".test.ts"))
    .flatMap((file) => importsOf(file).map((specifier) => ({ file, to: target(file, specifier) })))
    .filter(({ file, to }) => forbidden(to, file))
    .map(({ file, to }) => `${file} imports ${to}`);
}

const server = "packages/server/src/";

describe("import borders", () => {
  it("keeps contract free of the other packages", () => {
    expect(
      violations(
        "packages/contract/src/",
        (to) => to.startsWith("@sluice/") || to.startsWith("packages/server") || to.startsWith("packages/cli"),
      ),
    ).toEqual([]);
  });
  it("keeps core free of everything outside", () => {
    const outside = (to: string): boolean => to.startsWith("packages/") && !to.startsWith(`${server}core/`);
    expect(violations(`${server}core/`, outside)).toEqual([]);
  });
  it("keeps nouns free of reconcile", () => {
    expect(
      violations(`${server}core/`, (to, from) => to.startsWith(`${server}core/reconcile/`) && !from.startsWith(`${server}core/reconcile/`)),
    ).toEqual([]);
  });
  it("keeps adapters apart from each other, from http and from config", () => {
    const adapter = (path: string): string => path.slice(`${server}adapters/`.length).split("/")[0] ?? "";
    const wrong = (to: string, from: string): boolean =>
      to.startsWith(`${server}http/`) ||
      to.startsWith(`${server}config/`) ||
      (to.startsWith(`${server}adapters/`) && adapter(to) !== adapter(from));
    expect(violations(`${server}adapters/`, wrong)).toEqual([]);
  });
  it("keeps http free of adapters and config", () => {
    expect(violations(`${server}http/`, (to) => to.startsWith(`${server}adapters/`) || to.startsWith(`${server}config/`))).toEqual([]);
  });
  it("keeps the command on the contract", () => {
    expect(violations("packages/cli/src/", (to) => to.startsWith("@sluice/server") || to.startsWith("packages/server"))).toEqual([]);
  });
  it("never imports tools from packages", () => {
    expect(violations("packages/", (to) => to.startsWith("tools/"))).toEqual([]);
  });
  it("lints the same borders as the table says", () => {
    expect(readFileSync(join(root, ".oxlintrc.json"), "utf8")).toBe(lintConfigText());
    expect(importRules.length).toBeGreaterThan(0);
  });
});

describe("the page that shows the whole", () => {
  it("names every folder of the server, and every folder at the top", () => {
    const page = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    const folders = (path: string): string[] =>
      readdirSync(join(root, path)).filter(
        (name) => !skipped.has(name) && !name.startsWith(".") && statSync(join(root, path, name)).isDirectory(),
      );
    const wanted = [
      ...folders("."),
      ...folders("packages"),
      ...folders(server),
      ...folders(`${server}core`),
      ...folders(`${server}adapters`),
    ];
    expect(wanted.filter((name) => !page.includes(`${name}/`))).toEqual([]);
  });
});

describe("sizes", () => {
  const lines = (file: string): number => readFileSync(join(root, file), "utf8").split("\n").length;
  const written = [...["packages", "tools", "e2e", "bench"].flatMap((folder) => walk(join(root, folder))), "vitest.config.ts"]
    .filter((file) => /\.(ts|mjs|vue|css)$/.test(file))
    .map((file) => ({ file, lines: lines(file) }));
  it("keeps the median file small", () => {
    const sizes = written
      .filter(({ file }) => !file.endsWith(".test.ts"))
      .map((each) => each.lines)
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)] ?? 0).toBeLessThanOrEqual(80);
  });
  it("has no file over 400 lines, tests included", () => {
    expect(written.filter((each) => each.lines > 400)).toEqual([]);
  });
});
