import { BuildId, CommitHash, ToolName } from "@sluice/contract";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectDocker } from "../../packages/server/src/adapters/engine-docker/docker.ts";
import type { DockerEngine } from "../../packages/server/src/adapters/engine-docker/index.ts";
import { runRepository } from "../../packages/server/src/core/packages/run-repository.ts";
import { copyImage } from "../../packages/server/src/adapters/registry-distribution/copy-image.ts";
import { DistributionApi } from "../../packages/server/src/adapters/registry-distribution/distribution-api.ts";
import { standsOn } from "../../packages/server/src/adapters/registry-distribution/stands-on.ts";
import { freshnessOf } from "../../packages/server/src/core/rebases/freshness.ts";
import { miniBuildpack } from "../../packages/server/test/contracts/mini-buildpack.ts";
import { engineAt } from "../../packages/server/test/fixtures/engine-at.ts";
import { run } from "../../tools/setup/run.ts";
import { type Spread, spread } from "./figures.ts";

const parallel = 2;
const byHandCount = 20;

export interface RebaseMany {
  readonly images: number;
  readonly seconds: number;
  readonly each_ms: Spread;
  /** `pack rebase --publish` of some of the same images, one after the other. */
  readonly pack_each_ms: Spread;
}

/** Rebases so many images of one build, each in a repository of its own, as `sluice rebase --all` does, beside pack. */
export async function rebaseMany(
  at: { directory: string; cache: string; registry: string; dockerHost: string },
  count: number,
): Promise<RebaseMany> {
  const { directory, cache, registry, dockerHost } = at;
  const base = join(directory, "base.tar");
  copyFileSync(join(cache, "images", "debian-13.tar"), base);
  const installation = `r${process.pid.toString(16).padStart(7, "0")}`;
  await using ends = new AsyncDisposableStack();
  const place = { dockerHost, installation, directory, cache, registryHost: registry, warn: (text: string) => console.error(text) };
  const { engine } = ends.use(await engineAt(place, { baseSource: () => base }));
  const api = new DistributionApi(registry, () => "");
  ends.use(api);
  const first = await buildOne(engine);
  const names = Array.from({ length: count }, (_, n) => ToolName.parse(`bench-${n}`));
  for (const to of [...names, ...Array.from({ length: byHandCount }, (_, n) => ToolName.parse(`pack-${n}`))])
    await copyImage(api, { from: "bench", to, digest: first, token: "" });

  mkdirSync(join(directory, "etc"), { recursive: true });
  writeFileSync(join(directory, "etc/patched"), "yes\n");
  await run("tar", ["--append", "-f", base, "-C", directory, "./etc/patched"]);
  await engine.images.refreshBase("debian-13");
  await engine.images.refreshSet("run", "debian-13", []);

  const rebaser = {
    hasOwnBase: async () => false,
    standsOn: (image: string) =>
      standsOn(api, image.slice(registry.length + 1, image.lastIndexOf("@")), image.slice(image.lastIndexOf("@") + 1)),
    newest: (set: string) => api.digest(runRepository, set),
    rebase: (tool: ToolName, image: string, set: string) => engine.rebase(tool, image, set),
  };
  const each: number[] = [];
  const waiting = [...names];
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift()) {
      const one = performance.now();
      const image = `${registry}/${tool}@${first}`;
      const found = await freshnessOf(rebaser, image);
      if (found.kind !== "stale") throw new Error(`${tool} is ${found.kind}`);
      const rebased = await rebaser.rebase(tool, image, found.set);
      if ((await freshnessOf(rebaser, rebased)).kind !== "fresh") throw new Error(`${tool} stands on the old base still`);
      each.push(performance.now() - one);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  return { images: count, seconds, each_ms: spread(each), pack_each_ms: await byPack(at, first) };
}

async function buildOne(engine: DockerEngine) {
  const files = { "app.sh": "exec sleep 1000\n", lock: "one\n", "build.sh": "true\n" };
  const outcome = await engine.build(
    {
      id: BuildId.parse(1),
      tool: ToolName.parse("bench"),
      pipeline: "main",
      commit: CommitHash.parse("a".repeat(40)),
      plan: {
        folder: "",
        languages: [{ id: "shell", name: "Shell", version: "1", because: "build.sh" }],
        base: "debian-13",
        packages: { build: [], run: [] },
        processes: [],
        variables: {},
        steps: [],
        releaseCommand: null,
        slim: null,
        warnings: [],
        dockerfile: null,
      },
      buildpacks: miniBuildpack.buildpacks,
      order: miniBuildpack.order,
      previous: null,
      tests: null,
      limits: { cpus: 2, memoryMiB: 512, pids: 200, seconds: 300, diskMiB: 1024 },
      env: {},
      checkout: async (directory) => {
        for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
      },
    },
    () => undefined,
    new AbortController().signal,
  );
  if (outcome.kind !== "built") throw new Error(JSON.stringify(outcome));
  return outcome.digest;
}

async function byPack(at: { directory: string; cache: string; registry: string; dockerHost: string }, digest: string): Promise<Spread> {
  const home = join(at.directory, "pack-home");
  mkdirSync(home, { recursive: true });
  const env = { PACK_HOME: home, HOME: home, DOCKER_HOST: at.dockerHost };
  const tag = `promoted-${digest.slice("sha256:".length, "sha256:".length + 12)}`;
  const times: number[] = [];
  for (let n = 0; n < byHandCount; n += 1) {
    const begun = performance.now();
    await run(join(at.cache, "bin", "pack"), ["rebase", `${at.registry}/pack-${n}:${tag}`, "--publish"], { env });
    times.push(performance.now() - begun);
  }
  return spread(times);
}

/** Takes the images of a base file from the engine. */
export async function removeImagesOf(dockerHost: string, prefix: string): Promise<void> {
  const names = (
    await run("docker", ["-H", dockerHost, "images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=${prefix}*`])
  ).trim();
  const docker = connectDocker(dockerHost);
  for (const name of names === "" ? [] : names.split("\n")) await docker.untag(name);
}
