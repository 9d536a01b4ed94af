import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "./containers.ts";
import { freePort } from "./installation.ts";
import { until } from "./until.ts";

/** A registry on loopback with Debian 13 in it, as Dockerfiles have it: whoever builds on it is root. */
export async function baseRegistry(): Promise<AsyncDisposable & { readonly debian: string; readonly pattern: string }> {
  const cache = process.env["SLUICE_TEST_CACHE"] ?? "";
  const directory = mkdtempSync(join(tmpdir(), "sluice-base-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const file = join(directory, "config.yml");
  const storage = `{ filesystem: { rootdirectory: ${directory}/data } }`;
  writeFileSync(file, `version: 0.1\nlog: { level: error }\nstorage: ${storage}\nhttp: { addr: "${host}" }\n`);
  const child = spawn(join(cache, "bin", "docker-registry"), ["serve", file], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const debian = `${host}/bases/debian:13`;
  await until("the registry answers", 30_000, async () => (await fetch(`http://${host}/v2/`).catch(() => null))?.status === 200);
  await docker(
    "import",
    "--change",
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    join(cache, "images", "debian-13.tar"),
    debian,
  );
  await docker("push", debian);
  await docker("rmi", debian);
  return {
    debian,
    pattern: `${host}/bases/*`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
