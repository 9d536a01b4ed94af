import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Digest } from "@sluice/contract";
import { apiOf } from "../../e2e/docker/api.ts";
import type { Installation } from "../../e2e/docker/installation.ts";
import { type WorkTree, workTree } from "../../e2e/docker/work-tree.ts";
import { imageSize } from "../../packages/server/src/adapters/engine-docker/phases/image-size.ts";
import { DistributionApi } from "../../packages/server/src/adapters/registry-distribution/distribution-api.ts";
import { run } from "../../tools/setup/run.ts";
import { imageMs, toolMs } from "./build-times.ts";
import { changeLine } from "./changed-line.ts";
import { spread } from "./figures.ts";
import { packBuildArguments, planBuilder } from "./plan-builder.ts";

const root = join(import.meta.dirname, "..", "..");
const warmBuilds = 3;
const mebibyte = 1024 * 1024;

/** Times in ms. The first build has its package sets already, as pack has its builder. */
export interface LanguageFigures {
  readonly first: number;
  readonly warm: number;
  /** Of the warm build, what is neither a compiler's nor a package manager's. */
  readonly outside: number;
  readonly pack_first: number;
  readonly pack_warm: number;
  /** Compressed, as it is pulled, in MiB. */
  readonly image_mib: number;
  readonly pack_image_mib: number;
  /** Unpacked: the build image, with the compilers and headers that stay out of what runs. */
  readonly build_image_mib: number;
}

export interface MeasurePlace {
  readonly on: Installation;
  /** `host:port` of pack's registry. */
  readonly registry: string;
  readonly directory: string;
  readonly cache: string;
  readonly dockerHost: string;
}

interface Pushed {
  readonly image: number;
  readonly outside: number;
  readonly mib: number;
}

async function push({ on }: MeasurePlace, work: WorkTree, tool: string): Promise<Pushed> {
  const { code, said } = await work.push();
  if (code !== 0) throw new Error(said);
  const [build] = await apiOf(on).call("builds.list", { params: { tool }, query: { limit: 1 } });
  if (build === undefined) throw new Error(`there is no build of ${tool}`);
  const image = imageMs(build);
  const mib = Number(/ new of ([\d.]+) MiB/.exec(said)?.[1] ?? Number.NaN);
  return { image, outside: Math.max(0, image - toolMs(said)), mib };
}

async function compressedMib(registry: string, name: string): Promise<number> {
  const api = new DistributionApi(registry, () => "");
  try {
    const digest = await api.digest(name, "latest");
    const place = { registryHost: registry, repository: `${registry}/${name}`, credential: "" };
    return Math.round((await imageSize(place, Digest.parse(digest), null)).total / mebibyte);
  } finally {
    await api[Symbol.asyncDispose]();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round(performance.now() - begun);
}

const middle = (values: readonly number[]): number => spread(values).median;

/** An example built first and warm, by a push and by pack with the same images and buildpacks, in turns. */
export async function measureLanguage(at: MeasurePlace, example: string): Promise<LanguageFigures> {
  const { on, directory, cache, dockerHost, registry } = at;
  // a name of one letter is none for pack
  const tool = `bench-${example}`;
  const source = join(directory, example);
  cpSync(join(root, "examples", example), source, { recursive: true });
  const network = `sluice-${readFileSync(join(on.directory, "installation"), "utf8").trim()}`;
  const name = `sluice-bench-${process.pid}`;
  const built = await planBuilder(source, { directory, cache, dockerHost, registryHost: registry, network, name });
  const home = join(directory, "home");
  mkdirSync(home, { recursive: true });
  const pack = (): Promise<number> =>
    timed(() =>
      run(join(cache, "bin", "pack"), packBuildArguments(`${registry}/${tool}`, source, built), {
        env: { HOME: home, PACK_HOME: home, DOCKER_HOST: dockerHost },
      }),
    );
  using work = await workTree(on, tool, example);
  const first = await push(at, work, tool);
  const packFirst = await pack();
  const warm: Pushed[] = [];
  const packWarm: number[] = [];
  for (let turn = 0; turn < warmBuilds; turn += 1) {
    changeLine(work.directory, turn);
    await work.commit(`Change a line ${turn}`);
    warm.push(await push(at, work, tool));
    changeLine(source, turn);
    packWarm.push(await pack());
  }
  await apiOf(on).call("tools.delete", { params: { tool } });
  await run("docker", ["-H", dockerHost, "volume", "rm", built.volume]);
  const bytes = await run("docker", ["-H", dockerHost, "image", "inspect", "-f", "{{.Size}}", built.buildImage]);
  return {
    first: first.image,
    warm: middle(warm.map(({ image }) => image)),
    outside: middle(warm.map(({ outside }) => outside)),
    pack_first: packFirst,
    pack_warm: middle(packWarm),
    image_mib: Math.round(first.mib),
    pack_image_mib: await compressedMib(registry, tool),
    build_image_mib: Math.round(Number(bytes) / mebibyte),
  };
}
