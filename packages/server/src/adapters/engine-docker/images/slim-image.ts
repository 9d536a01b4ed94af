import { SluiceError } from "@sluice/contract";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Base, SlimKind } from "../../../core/languages/build-plan.ts";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import type { Docker } from "../docker.ts";
import { machineAptOptions } from "./apt-options.ts";
import { certificatesInside } from "./bake-script.ts";
import { certificatesLabel, imageChanges } from "./image-changes.ts";
import { slimImage } from "./image-names.ts";
import type { PackageImageOptions } from "./package-images.ts";
import { runAndHear } from "./run-and-hear.ts";
import { slimOutput, slimScript } from "./slim-script.ts";

const packages: Readonly<Record<SlimKind, readonly string[]>> = {
  static: [],
  libc: ["libc6", "libgcc-s1", "libstdc++6"],
};

/** Makes a nearly empty run image when it is missing, and returns its local name. `from`: the base's image. */
export async function makeSlimImage(
  docker: Docker,
  slim: { readonly kind: SlimKind; readonly base: Base; readonly from: () => Promise<string> },
  options: PackageImageOptions,
): Promise<string> {
  const { repository, tag } = slimImage(slim.kind, slim.base);
  const { certificates } = options;
  const authorities =
    certificates === null
      ? ""
      : createHash("sha256")
          .update(await readFile(certificates))
          .digest("hex");
  const labels = await docker.imageLabels(`${repository}:${tag}`);
  if (labels?.[certificatesLabel] === authorities) return `${repository}:${tag}`;

  const image = await slim.from();
  options.progress(`run image of ${slim.base} for ${slim.kind === "static" ? "static" : "compiled"} programs: making it, once`);
  const output = join(options.cache, "images", `slim-${randomUUID()}.partial`);
  await mkdir(output, { recursive: true });
  const container = await docker.create({
    image,
    user: "0:0",
    command: ["/bin/sh", "-c", slimScript, "slim", ...(await machineAptOptions()), "--", ...packages[slim.kind]],
    env: [],
    workingDirectory: "/",
    labels: { "sluice.installation": options.installation, "sluice.kind": "bake" },
    binds: [`${output}:${slimOutput}`, ...(certificates === null ? [] : [`${certificates}:${certificatesInside}:ro`])],
    network: options.network,
    limits: null,
  });
  try {
    const { exitCode, said } = await unlessAborted(options.stop, runAndHear(container));
    if (exitCode !== 0) throw new SluiceError("unavailable", `the ${slim.kind} run image could not be made (exit ${exitCode}): ${said}`);
    await docker.importImage(join(output, "root.tar"), repository, tag, imageChanges("run", slim.base, authorities));
  } finally {
    await container.remove();
    await rm(output, { recursive: true, force: true });
  }
  return `${repository}:${tag}`;
}
