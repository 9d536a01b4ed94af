import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A real registry without authentication, on loopback, for one suite. */
export async function startOpenRegistry(program: string): Promise<AsyncDisposable & { host: string }> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  await writeFile(
    join(directory, "config.yml"),
    `version: 0.1\nlog: { level: error }\nstorage: { filesystem: { rootdirectory: ${directory}/data } }\nhttp: { addr: "${host}" }\n`,
  );
  const child = spawn(program, ["serve", join(directory, "config.yml")], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await vi.waitFor(async () => expect((await fetch(`http://${host}/v2/`)).status).toBe(200), {
    timeout: 10_000,
  });
  return {
    host,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
