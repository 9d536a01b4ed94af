// Runs under the system's Node (20 or newer): brings Node 24 and the dependencies, then hands over to tools/<command>.ts.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".sluice-installed");
const node = join(root, "node_modules", ".bin", "node");

function isInstalled() {
  return existsSync(stamp) && existsSync(node) && statSync(stamp).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old to start with; install Node 20 or newer (Node 24 is then brought by npm).`);
  process.exit(2);
}
if (!isInstalled()) {
  const begun = Date.now();
  process.stdout.write("dependencies   npm ci (Node 24, server, command, test tools) … ");
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, encoding: "utf8" });
  if (result.status !== 0) {
    console.error(`\nnpm ci failed:\n${result.stderr || result.error?.message}`);
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, "");
  console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

const [command = "demo", ...rest] = process.argv.slice(2);
const child = spawn(node, [join(root, "tools", `${command}.ts`), ...rest], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}` },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
