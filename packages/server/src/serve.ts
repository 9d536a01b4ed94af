import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { SluiceError } from "@sluice/contract";
import { loadConfig } from "./config/load.ts";
import { startServer } from "./start-server.ts";

const usage = 2;
const platform = 4;

async function main(): Promise<number> {
  const values = loadConfig({
    argv: process.argv.slice(2),
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    isRoot: process.getuid?.() === 0,
    cores: availableParallelism(),
  });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await using _server = await startServer(values);
  await stopped;
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  console.error(`sluice serve: ${error.message}`);
  process.exitCode = error.code === "invalid-request" ? usage : platform;
}
