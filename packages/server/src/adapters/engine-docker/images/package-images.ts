import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Base, PackageSet, SlimKind } from "../../../core/languages/build-plan.ts";
import type { Container, Docker } from "../docker.ts";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import { machineAptOptions } from "./apt-options.ts";
import { bakeScript, certificatesInside } from "./bake-script.ts";
import { type BaseImageOptions, ensureBase } from "./base-image.ts";
import { certificatesLabel, imageChanges } from "./image-changes.ts";
import { packageImage, slimImage, type Side } from "./image-names.ts";
import { runAndHear } from "./run-and-hear.ts";
import { makeSlimImage } from "./slim-image.ts";

export interface PackageImageOptions extends BaseImageOptions {
  readonly installation: string;
  /** `host:port` of the registry that run images are pushed to. */
  readonly registryHost: string;
  /** X-Registry-Auth of a push of run images. */
  readonly pushAuth: () => Promise<Readonly<Record<string, string>>>;
  /** The network on which packages are fetched. */
  readonly network: string;
  /** A file of authorities that images trust, or null. */
  readonly certificates: string | null;
}

/** Images with a package set. Each set is baked once; who asks meanwhile waits for the same bake. */
export interface PackageImages {
  /** Local name of the image in which code of this set builds. */
  build(base: Base, packages: PackageSet): Promise<string>;
  /** Name in the registry of the image on which code of this set runs. */
  run(base: Base, packages: PackageSet): Promise<string>;
  /** The same of a nearly empty run image. */
  slim(base: Base, kind: SlimKind): Promise<string>;
  /** Looks again next time: the engine or the registry may have lost an image. */
  forget(): void;
}

async function runBake(container: Container): Promise<void> {
  const { exitCode, said } = await runAndHear(container);
  if (exitCode === 0) return;
  const code = /Unable to locate package|has no installation candidate/.test(said) ? "build-failed" : "unavailable";
  throw new SluiceError(code, `the packages could not be installed (apt-get exit ${exitCode}): ${said}`);
}

interface Bake {
  readonly side: Side;
  readonly base: Base;
  readonly packages: PackageSet;
  /** The base's image, made when it is missing. */
  readonly from: () => Promise<string>;
}

async function bake(docker: Docker, { side, base, packages, from }: Bake, options: PackageImageOptions): Promise<string> {
  const { repository, tag } = packageImage(side, base, packages);
  const authorities =
    options.certificates === null
      ? ""
      : createHash("sha256")
          .update(await readFile(options.certificates))
          .digest("hex");
  const labels = await docker.imageLabels(`${repository}:${tag}`);
  if (labels?.[certificatesLabel] === authorities) return `${repository}:${tag}`;

  const image = await from();
  options.progress(`${side} image of ${base} with ${packages.length === 0 ? "no packages" : packages.join(", ")}: making it, once`);
  const container = await docker.create({
    image,
    user: "0:0",
    command: ["/bin/sh", "-c", bakeScript, "bake", ...(await machineAptOptions()), "--", ...packages],
    env: [],
    workingDirectory: "/",
    labels: { "sluice.installation": options.installation, "sluice.kind": "bake" },
    binds: options.certificates === null ? [] : [`${options.certificates}:${certificatesInside}:ro`],
    network: options.network,
    limits: null,
  });
  try {
    await unlessAborted(options.stop, runBake(container));
    await container.commit(repository, tag, imageChanges(side, base, authorities));
  } finally {
    await container.remove();
  }
  return `${repository}:${tag}`;
}

/** Does the work of a key once and remembers it; a failure is forgotten. */
function once(memory: Map<string, Promise<string>>, key: string, work: () => Promise<string>): Promise<string> {
  const known = memory.get(key);
  if (known) return known;
  const started = work();
  memory.set(key, started);
  started.catch(() => memory.delete(key));
  return started;
}

export function createPackageImages(docker: Docker, options: PackageImageOptions): PackageImages {
  const bases = new Map<string, Promise<string>>();
  // The build and the run side of a set ask at the same time: the base is made once.
  const baseOf = (base: Base): Promise<string> => once(bases, base, () => ensureBase(docker, base, options));
  const baked = new Map<string, Promise<string>>();
  const pushed = new Map<string, Promise<string>>();
  const ensure = (side: Side, base: Base, packages: PackageSet): Promise<string> => {
    const { repository, tag } = packageImage(side, base, packages);
    return once(baked, `${repository}:${tag}`, () => bake(docker, { side, base, packages, from: () => baseOf(base) }, options));
  };
  const push = async (local: string): Promise<string> => {
    const at = local.lastIndexOf(":");
    const remote = `${options.registryHost}/${local}`;
    await docker.tag(local, remote.slice(0, remote.lastIndexOf(":")), local.slice(at + 1));
    try {
      await docker.push(remote, await options.pushAuth());
    } finally {
      await docker.untag(remote);
    }
    return remote;
  };
  return {
    build: (base, packages) => ensure("build", base, packages),
    async run(base, packages) {
      const local = await ensure("run", base, packages);
      return once(pushed, local, () => push(local));
    },
    async slim(base, kind) {
      const { repository, tag } = slimImage(kind, base);
      const name = `${repository}:${tag}`;
      const local = await once(baked, name, () => makeSlimImage(docker, { kind, base, from: () => baseOf(base) }, options));
      return once(pushed, local, () => push(local));
    },
    forget() {
      bases.clear();
      baked.clear();
      pushed.clear();
    },
  };
}
