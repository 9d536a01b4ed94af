import { SluiceError } from "@sluice/contract";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Base, SlimKind } from "../../../core/languages/build-plan.ts";
import type { Docker } from "../docker.ts";
import { machineAptOptions } from "./apt-options.ts";
import { certificatesInside } from "./bake-script.ts";
import { authoritiesOf } from "./bake.ts";
import { imageChanges } from "./image-changes.ts";
import { setLabels } from "./image-labels.ts";
import { makeAlone, type Turn } from "./make-alone.ts";
import type { PackageImageOptions } from "./package-images.ts";
import { runAndHear } from "./run-and-hear.ts";
import { slimOutput, slimScript } from "./slim-script.ts";

const packages: Readonly<Record<SlimKind, readonly string[]>> = {
  static: [],
  libc: ["libc6", "libgcc-s1", "libstdc++6"],
};

export interface SlimWish {
  readonly kind: SlimKind;
  readonly base: Base;
  /** Local name of the base's image. */
  readonly from: string;
}

/** Makes a nearly empty run image. False when one with just the same in it is there. */
export async function makeSlimImage(docker: Docker, slim: SlimWish, turn: Turn, options: PackageImageOptions): Promise<boolean> {
  const { kind, base } = slim;
  const { repository, tag } = turn;
  const { certificates } = options;
  const name = `${repository}:${tag}`;
  const output = join(options.cache, "images", `slim-${randomUUID()}.partial`);
  await mkdir(output, { recursive: true });
  const spec = {
    image: slim.from,
    user: "0:0",
    command: ["/bin/sh", "-c", slimScript, "slim", ...(await machineAptOptions()), "--", ...packages[kind]],
    env: [],
    workingDirectory: "/",
    labels: { "sluice.installation": options.installation, "sluice.kind": "bake" },
    binds: [`${output}:${slimOutput}`, ...(certificates === null ? [] : [`${certificates}:${certificatesInside}:ro`])],
    network: options.network,
    limits: null,
  };
  try {
    return await makeAlone(docker, spec, turn, async (container, before) => {
      const contentBefore = before === null ? null : await docker.contentOf(name);
      const { exitCode, said } = await runAndHear(container);
      if (exitCode !== 0) throw new SluiceError("unavailable", `the ${kind} run image could not be made (exit ${exitCode}): ${said}`);
      const labels = { [setLabels.certificates]: await authoritiesOf(certificates), [setLabels.base]: await docker.contentOf(slim.from) };
      await docker.importImage(join(output, "root.tar"), repository, tag, imageChanges("run", base, labels));
      return (await docker.contentOf(name)) !== contentBefore;
    });
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}
