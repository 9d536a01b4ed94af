import { noDockerfiles } from "../../packages/server/src/core/dockerfiles/plan-dockerfile.ts";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeBuildpacks } from "../../packages/server/src/adapters/engine-docker/buildpacks-directory.ts";
import { planFiles } from "../../packages/server/src/core/builds/plan-source.ts";
import type { BuildPlan } from "../../packages/server/src/core/languages/build-plan.ts";
import { compileLanguages, compileOrder } from "../../packages/server/src/core/languages/compile.ts";
import { debianImages } from "../../packages/server/test/fixtures/debian-images.ts";
import { shippedLanguages } from "../../packages/server/test/fixtures/shipped-languages.ts";
import { makePackBuilder } from "./pack-builder.ts";

const certificates = "/etc/ssl/certs/ca-certificates.crt";

export interface BuilderPlace {
  readonly directory: string;
  readonly cache: string;
  readonly dockerHost: string;
  readonly registryHost: string;
  /** The network on which packages are fetched. */
  readonly network: string;
  /** Of the builder's image. */
  readonly name: string;
}

export interface PlanBuilder {
  readonly plan: BuildPlan;
  readonly builder: string;
  /** Local name of the image in which code is built. */
  readonly buildImage: string;
  /** Where pack keeps layers between builds. */
  readonly volume: string;
}

/** What the server would build a directory with. */
async function planOf(directory: string): Promise<BuildPlan> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const read = async (path: string): Promise<string | null> => (files.includes(path) ? readFile(join(directory, path), "utf8") : null);
  const planned = await planFiles(
    { files, read },
    { languages: shippedLanguages, dockerfiles: noDockerfiles, today: new Date().toISOString().slice(0, 10) },
  );
  if (planned.kind === "refused") throw new Error([planned.reason, ...planned.why].join("\n"));
  return planned.plan;
}

/** A builder for pack of the same images, buildpacks and lifecycle with which the server builds a directory. */
export async function planBuilder(source: string, at: BuilderPlace): Promise<PlanBuilder> {
  const plan = await planOf(source);
  const compiled = compileLanguages(shippedLanguages);
  const { registryHost, network, directory, cache, dockerHost, name } = at;
  const images = debianImages(dockerHost, { installation: name, registryHost, network, directory, cache, certificates });
  const [buildImage, runImage, buildpacks] = await Promise.all([
    images.build(plan.base, plan.packages.build),
    plan.slim === null ? images.run(plan.base, plan.packages.run) : images.slim(plan.base, plan.slim),
    writeBuildpacks(join(directory, "buildpacks"), compiled),
  ]);
  const parts = { directory, cache, buildImage, runImage, buildpacks, orderToml: compileOrder(plan, compiled) };
  const { builder } = await makePackBuilder(parts, name);
  return { plan, builder, buildImage, volume: `${name}-${basename(source)}` };
}

/** `pack build --publish` as a person would do it; resolves when the image is in the registry. */
export function packBuildArguments(image: string, source: string, { plan, builder, volume }: PlanBuilder): readonly string[] {
  const flags = ["--publish", "--network", "host", "--trust-builder", "--pull-policy", "if-not-present", "--docker-host", "inherit"];
  const trust = ["NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE", "CARGO_HTTP_CAINFO", "REQUESTS_CA_BUNDLE"];
  const env = { ...plan.variables, ...Object.fromEntries(trust.map((name) => [name, certificates])) };
  return [
    "build",
    image,
    "--path",
    source,
    "--builder",
    builder,
    "--cache",
    `type=build;format=volume;name=${volume}`,
    ...flags,
    ...Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
}
