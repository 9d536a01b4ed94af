import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../e2e/docker/until.ts";

export interface OpenRegistry extends AsyncDisposable {
  readonly host: string;
}

/** A registry without authentication on loopback, which pack and docker use as a person would. */
export async function openRegistry(cache: string, directory: string, port: number): Promise<OpenRegistry> {
  const config = {
    version: "0.1",
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(directory, "storage") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(join(directory, "config.yml"), JSON.stringify(config));
  const child = spawn(join(cache, "bin", "docker-registry"), ["serve", join(directory, "config.yml")], { stdio: "ignore" });
  await until("the registry answers", 10_000, async () => (await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null))?.ok === true);
  return { host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void child.kill("SIGTERM") };
}
