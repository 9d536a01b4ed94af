import { cp, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packBuildArguments, planBuilder } from "../../../../bench/measure/plan-builder.ts";
import { run } from "../../../../tools/setup/run.ts";
import { startOpenRegistry } from "../contracts/open-registry.ts";

const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const cache = process.env["SLUICE_TEST_CACHE"] ?? join(tmpdir(), "sluice-test-cache");
const root = join(import.meta.dirname, "..", "..", "..", "..");
const name = `sluice-pack-${process.pid}`;

const docker = (...args: readonly string[]): Promise<string> => run("docker", ["-H", dockerHost, ...args]);

describe("the compiled buildpacks, unchanged, with pack", () => {
  let directory = "";
  let registry: Awaited<ReturnType<typeof startOpenRegistry>>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-pack-"));
    await mkdir(join(directory, "home"));
    await docker("network", "create", name);
    registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
    expect((await stat(join(cache, "bin", "pack"))).isFile()).toBe(true);
  });
  afterAll(async () => {
    await docker("rm", "-f", name);
    const images = await docker("images", "-q", "--filter", `reference=${registry.host}/*`);
    const builders = await docker("images", "-q", "--filter", `reference=${name}`);
    const ids = [...new Set(`${images}\n${builders}`.split("\n").filter((id) => id !== ""))];
    for (const id of ids) await docker("rmi", "-f", id);
    await docker("network", "rm", name);
    await registry[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  test.for([
    ["python-flask", "python", "Hello"],
    ["node", "node", "Hello"],
    ["static", "static", "<"],
    ["procfile", "procfile", "Hello from a Procfile"],
  ])("%s is built and answers", { timeout: 900_000 }, async ([example = "", language = "", text = ""]) => {
    const source = join(directory, example);
    await cp(join(root, "examples", example), source, { recursive: true });
    const built = await planBuilder(source, { directory, cache, dockerHost, registryHost: registry.host, network: name, name });
    expect(built.plan.languages.map(({ id }) => id)).toContain(language);
    const image = `${registry.host}/${example}`;
    const home = join(directory, "home");
    await run(join(cache, "bin", "pack"), [...packBuildArguments(image, source, built), "--default-process", "web"], {
      env: { HOME: home, PACK_HOME: home, DOCKER_HOST: dockerHost },
    });
    await docker("pull", "-q", image);
    await docker("run", "-d", "--name", name, "--network", name, "-e", "PORT=8000", image);
    try {
      const address = (await docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name)).trim();
      const page = (): Promise<string> => fetch(`http://${address}:8000/`).then((answer) => answer.text());
      await vi.waitFor(async () => expect(await page()).toContain(text), { timeout: 60_000, interval: 200 });
    } finally {
      await docker("rm", "-f", name);
      await docker("volume", "rm", built.volume);
    }
  });
});
