import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { sluice } from "../docker/command.ts";
import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("hugo", {
  contains: "Hello from Hugo",
  change: { file: "content/_index.md", from: "made into HTML", to: "turned into HTML" },
  found: /Found static \(hugo needs it\), hugo \(hugo\.toml\)/,
  unchanged: ["server"],
});

it("a theme that is a git submodule and shall not be fetched is told of by sluice plan, although its files are there", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sluice-theme-"));
  try {
    mkdirSync(join(directory, "themes", "plain"), { recursive: true });
    writeFileSync(join(directory, "hugo.toml"), 'baseURL = "/"\ntheme = "plain"\n');
    writeFileSync(join(directory, "sluice.yaml"), "build: { submodules: false }\n");
    writeFileSync(join(directory, "themes", "plain", "theme.toml"), 'name = "plain"\n');
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: directory, stdio: "ignore" });
    git("init", "-q");
    git("update-index", "--add", "--cacheinfo", `160000,${"a".repeat(40)},themes/plain`);
    const planned = await sluice(inject("server"), directory, ["plan"]);
    expect(planned.said).toContain("themes/plain: a git submodule, whose files are not there");
    expect(planned.said).toContain("git rm themes/plain");
    expect(planned.exit).toBe(1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
