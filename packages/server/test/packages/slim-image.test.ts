import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../../../tools/setup/run.ts";
import type { PackageImages } from "../../src/adapters/engine-docker/images/package-images.ts";
import { debianImages } from "../fixtures/debian-images.ts";
import { startOpenRegistry } from "../contracts/open-registry.ts";

const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const cache = process.env["SLUICE_TEST_CACHE"] ?? join(tmpdir(), "sluice-test-cache");
const docker = (...args: readonly string[]): Promise<string> => run("docker", ["-H", dockerHost, ...args]);

let registry: Awaited<ReturnType<typeof startOpenRegistry>>;
let images: PackageImages;
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-slim-"));
  registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
  images = debianImages(dockerHost, {
    installation: `slim-${process.pid}`,
    registryHost: registry.host,
    network: "bridge",
    directory,
    cache,
  });
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test.for([
  ["static", 12],
  ["libc", 24],
] as const)("the %s run image has what a program needs to run, and no more", async ([kind, most]) => {
  const image = await images.slim("debian-13", kind);
  expect(image).toMatch(new RegExp(`^${registry.host}/sluice/run-packages:[0-9a-f]{32}$`));
  await docker("pull", "-q", image);
  try {
    const inside = (command: string): Promise<string> => docker("run", "--rm", "--network", "none", image, "bash", "-c", command);
    expect(await inside("id -un; TZ=Europe/Berlin date -d 2026-07-01 +%Z; grep -c BEGIN $SSL_CERT_FILE; touch ~/x && echo home")).toMatch(
      /^sluice\nCEST\n\d{2,}\nhome\n$/,
    );
    expect(await inside("ls /var/lib/dpkg/status.d")).toContain("tzdata");
    expect(await inside("find / -xdev ( -name apt -o -name dpkg -o -name perl -o -name 'gcc*' ) -type f".replace(/[()]/g, "\\$&"))).toBe(
      "",
    );
    const loader = await inside("ls /lib64/ld-linux-* /lib/ld-linux-* 2>/dev/null | head -1");
    expect(loader.trim() === "").toBe(kind === "static");
    const bytes = Number(await docker("inspect", "-f", "{{.Size}}", image));
    expect(bytes / 1e6).toBeLessThan(most);
  } finally {
    await docker("rmi", image);
  }
});

test("a refresh makes a slim run image again, and knows when nothing of it is new", { timeout: 600_000 }, async () => {
  await images.slim("debian-13", "static");
  expect(await images.refreshSet("slim", "debian-13", ["static"])).toBe(false);
});
