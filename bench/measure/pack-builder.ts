import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/setup/run.ts";

export interface PackBuilder {
  readonly builder: string;
  readonly runImage: string;
}

export interface BuilderParts {
  readonly directory: string;
  readonly cache: string;
  readonly buildImage: string;
  readonly runImage: string;
  /** Directory whose tree is /cnb/buildpacks. */
  readonly buildpacks: string;
  readonly orderToml: string;
}

/** A builder image for `pack`, of the same images, buildpacks and lifecycle that the server uses. */
export async function makePackBuilder(parts: BuilderParts, name: string): Promise<PackBuilder> {
  const context = join(parts.directory, "pack-builder");
  rmSync(context, { recursive: true, force: true });
  mkdirSync(context, { recursive: true });
  await run("cp", ["-a", parts.buildpacks, join(context, "buildpacks")]);
  await run("cp", [join(parts.cache, "bin", "lifecycle"), join(parts.cache, "bin", "launcher"), context]);
  const apis = {
    buildpack: { deprecated: [], supported: ["0.7", "0.8", "0.9", "0.10", "0.11", "0.12"] },
    platform: { deprecated: [], supported: ["0.7", "0.8", "0.9", "0.10", "0.11", "0.12", "0.13", "0.14"] },
  };
  const metadata = {
    description: "Sluice's languages",
    buildpacks: [],
    stack: { runImage: { image: parts.runImage } },
    images: [{ image: parts.runImage }],
    lifecycle: { version: "0.21.0", api: { buildpack: "0.7", platform: "0.7" }, apis },
    createdBy: { name: "sluice", version: "0.1.0" },
  };
  writeFileSync(join(context, "metadata.json"), JSON.stringify(metadata));
  writeFileSync(join(context, "order.toml"), parts.orderToml);
  writeFileSync(join(context, "run.toml"), `[[images]]\nimage = ${JSON.stringify(parts.runImage)}\n`);
  const links = ["analyzer", "detector", "restorer", "builder", "exporter", "creator", "rebaser"]
    .map((n) => `ln -s lifecycle /cnb/lifecycle/${n}`)
    .join(" && ");
  writeFileSync(
    join(context, "Dockerfile"),
    `FROM ${parts.buildImage}
USER root
COPY lifecycle launcher /cnb/lifecycle/
COPY buildpacks /cnb/buildpacks
COPY order.toml run.toml /cnb/
RUN chmod 755 /cnb/lifecycle/* && ${links} && mkdir -p /workspace /layers /platform/env && chown 1000:1000 /workspace /layers
LABEL io.buildpacks.builder.metadata=${JSON.stringify(JSON.stringify(metadata)).replaceAll("$", "\\$")}
WORKDIR /layers
USER 1000:1000
`,
  );
  await run("docker", ["build", "-q", "--network", "none", "-t", name, context], { env: { DOCKER_BUILDKIT: "0" } });
  return { builder: name, runImage: parts.runImage };
}
