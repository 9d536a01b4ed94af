import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makePackBuilder } from "../../../../bench/measure/pack-builder.ts";
import { run } from "../../../../tools/setup/run.ts";
import { writeBuildpacks } from "../../src/adapters/engine-docker/buildpacks-directory.ts";
import { debianImages } from "../fixtures/debian-images.ts";
import type { BuildPlan } from "../../src/core/languages/build-plan.ts";
import { compileLanguages, compileOrder } from "../../src/core/languages/compile.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild } from "../../src/core/languages/plan.ts";
import { startOpenRegistry } from "../contracts/open-registry.ts";

const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const cache = process.env["SLUICE_TEST_CACHE"] ?? join(tmpdir(), "sluice-test-cache");
const root = join(import.meta.dirname, "..", "..", "..", "..");
const certificates = "/etc/ssl/certs/ca-certificates.crt";
const name = `sluice-pack-${process.pid}`;

const languages = await Promise.all(
  (await readdir(join(root, "languages"))).map(async (file) => parseLanguage(await readFile(join(root, "languages", file), "utf8"), file)),
);
const compiled = compileLanguages(languages);

async function planOf(directory: string): Promise<BuildPlan> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const read = async (path: string): Promise<string | null> => (files.includes(path) ? readFile(join(directory, path), "utf8") : null);
  const result = await planBuild({ files, read }, languages);
  if (result.kind === "refused") throw new Error(result.reason);
  return result.plan;
}

const docker = (...args: readonly string[]): Promise<string> => run("docker", ["-H", dockerHost, ...args]);

describe("the compiled buildpacks, unchanged, with pack", () => {
  let directory = "";
  let buildpacks = "";
  let registry: Awaited<ReturnType<typeof startOpenRegistry>>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-pack-"));
    await mkdir(join(directory, "home"));
    await docker("network", "create", name);
    registry = await startOpenRegistry(join(cache, "bin", "docker-registry"));
    buildpacks = await writeBuildpacks(join(directory, "buildpacks"), compiled);
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

  async function builderFor(plan: BuildPlan): Promise<string> {
    const images = debianImages(dockerHost, {
      installation: name,
      registryHost: registry.host,
      network: name,
      directory,
      cache,
      certificates,
    });
    const [buildImage, runImage] = await Promise.all([
      images.build(plan.base, plan.packages.build),
      images.run(plan.base, plan.packages.run),
    ]);
    const { builder } = await makePackBuilder(
      { directory, cache, buildImage, runImage, buildpacks, orderToml: compileOrder(plan, compiled) },
      name,
    );
    return builder;
  }

  test.for([
    ["python-flask", "python", "Hello"],
    ["node", "node", "Hello"],
    ["static", "static", "<"],
    ["procfile", "procfile", "Hello from a Procfile"],
  ])("%s is built and answers", { timeout: 900_000 }, async ([example = "", language = "", text = ""]) => {
    const source = join(directory, example);
    await cp(join(root, "examples", example), source, { recursive: true });
    const plan = await planOf(source);
    expect(plan.languages.map(({ id }) => id)).toContain(language);
    const image = `${registry.host}/${example}`;
    const flags = ["--publish", "--network", "host", "--trust-builder", "--pull-policy", "if-not-present", "--docker-host", "inherit"];
    const env = ["NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE"].flatMap((key) => ["--env", `${key}=${certificates}`]);
    const home = join(directory, "home");
    await run(
      join(cache, "bin", "pack"),
      ["build", image, "--path", source, "--builder", await builderFor(plan), "--default-process", "web", ...flags, ...env],
      { env: { HOME: home, PACK_HOME: home, DOCKER_HOST: dockerHost } },
    );
    await docker("pull", "-q", image);
    await docker("run", "-d", "--name", name, "--network", name, "-e", "PORT=8000", image);
    try {
      const address = (await docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name)).trim();
      const page = (): Promise<string> => fetch(`http://${address}:8000/`).then((answer) => answer.text());
      await vi.waitFor(async () => expect(await page()).toContain(text), { timeout: 60_000, interval: 200 });
    } finally {
      await docker("rm", "-f", name);
    }
  });
});
