import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goToolchain, type Toolchain } from "./go.ts";
import type { Progress } from "./progress.ts";
import { run } from "./run.ts";

const version = "1.27.3";
/** Its go.mod, and a stand-in for the one module of it that is not served. */
const module = join(import.meta.dirname, "gitea");
const buildMs = 40 * 60_000;

/** Where a built Gitea lies: the program, and what it reads beside it (`templates`, `options`, `public`). */
export function giteaDirectory(cache: string): string {
  return join(cache, `gitea-${version}`);
}

/** Gitea, a real forge: its API, git and webhooks; the scripts of its pages are not in its Go module. Only tests need it. */
export async function ensureGitea(progress: Progress, cache: string): Promise<void> {
  const directory = giteaDirectory(cache);
  if (existsSync(directory)) return;
  await progress.step("gitea", `build Gitea ${version}, the forge in tests (once, about five minutes)`, async () => {
    const go = await goToolchain(progress, cache);
    const made = `${directory}.new`;
    const scratch = join(cache, "go", "gitea");
    for (const leftOver of [made, scratch]) rmSync(leftOver, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
    cpSync(module, scratch, { recursive: true });
    await build(go, scratch, join(made, "gitea"));
    const source = (await goIn(go, scratch, ["list", "-mod=mod", "-m", "-f", "{{.Dir}}", "gitea.dev"])).trim();
    for (const folder of ["templates", "options", "public"]) copyOpen(join(source, folder), join(made, folder));
    rmSync(scratch, { recursive: true, force: true });
    renameSync(made, directory);
  });
}

async function build(go: Toolchain, scratch: string, output: string): Promise<void> {
  // -e: the module that is not served has no packages, and what needs them is left out below
  await goIn(go, scratch, ["mod", "vendor", "-e"]);
  const leftOut = join(scratch, "vendor", "gitea.dev", "services", "migrations", "gitea_downloader.go");
  const overlay = join(scratch, "overlay.json");
  writeFileSync(overlay, JSON.stringify({ Replace: { [leftOut]: "" } }));
  const flags = ["-mod=vendor", "-overlay", overlay, "-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X main.Version=${version}`];
  await goIn(go, scratch, ["build", ...flags, "-o", output, "gitea.dev"]);
}

function goIn(go: Toolchain, cwd: string, args: readonly string[]): Promise<string> {
  return run(go.command, args, { cwd, timeoutMs: buildMs, env: { CGO_ENABLED: "0", GOFLAGS: "", ...go.env } });
}

/** Files of the module cache may be read by their owner only, and written by nobody. */
function copyOpen(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyOpen(source, target);
    else {
      copyFileSync(source, target);
      chmodSync(target, 0o644);
    }
  }
}
