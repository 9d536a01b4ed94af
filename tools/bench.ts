import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureEngine } from "./setup/engine.ts";
import { ensurePackages, serverNeeds } from "./setup/packages.ts";
import { ensurePack, ensureParts } from "./setup/parts.ts";
import { terminalProgress } from "./setup/progress.ts";

const root = join(import.meta.dirname, "..");
const [name = "", ...rest] = process.argv.slice(2);
const file = join(root, "bench", `${name}.ts`);

if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const names = readdirSync(join(root, "bench"))
    .filter((each) => each.endsWith(".ts"))
    .map((each) => each.slice(0, -3));
  console.error(`usage: npm run bench -- ${names.join("|")} [--json]`);
  process.exit(2);
}
const cache = join(root, ".data", "cache");
mkdirSync(cache, { recursive: true });
const progress = terminalProgress(process.stderr);
await ensurePackages(progress, serverNeeds);
await ensureParts(progress, cache);
await ensurePack(progress, cache);
const engine = await ensureEngine(progress, join(root, ".data", "engine"));
try {
  process.exitCode = await new Promise<number>((resolve) => {
    const env = { ...process.env, DOCKER_HOST: engine.host, SLUICE_TEST_CACHE: cache };
    spawn(process.execPath, [file, ...rest], { stdio: "inherit", env }).on("exit", (code) => resolve(code ?? 1));
  });
} finally {
  await engine.stop();
}
