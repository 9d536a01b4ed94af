import type { BuildDirectory } from "../build-directory.ts";
import type { ContainerSpec } from "../docker.ts";
import { imageUser } from "../images/bake-script.ts";
import { containerScript } from "../phases/arguments.ts";
import { inside, platformApi } from "../phases/names.ts";
import type { SeatWish } from "./seats.ts";

export interface ContainerPlace {
  readonly installation: string;
  readonly network: string;
  readonly directory: BuildDirectory;
  readonly lifecycle: string;
  readonly cache: string;
  /** Null: no layers are lent to it. */
  readonly kept: string | null;
  /** Says for which build it is, or that it waits for one. */
  readonly label: Readonly<Record<string, string>>;
}

/** The container in which a tool's code is built. Nothing in it knows a credential. */
export function buildContainer(wish: SeatWish, place: ContainerPlace): ContainerSpec {
  const own = place.directory.path;
  return {
    image: wish.image,
    user: `${imageUser.uid}:${imageUser.gid}`,
    command: ["/bin/sh", "-c", containerScript],
    env: [`CNB_PLATFORM_API=${platformApi}`, `HOME=${imageUser.home}`, "CNB_TARGET_OS=linux"],
    workingDirectory: inside.app,
    labels: {
      "sluice.installation": place.installation,
      "sluice.kind": "build",
      ...place.label,
    },
    binds: [
      `${own("workspace")}:${inside.app}`,
      `${own("layers")}:${inside.layers}`,
      `${own("platform")}:${inside.platform}:ro`,
      `${place.directory.env}:${inside.platform}/env:ro`,
      `${own("scratch")}:/tmp`,
      `${own("home")}:${imageUser.home}`,
      `${wish.buildpacks}:${inside.buildpacks}:ro`,
      `${place.lifecycle}:${inside.lifecycle}:ro`,
      `${own("layer-cache")}:${inside.layerCache}`,
      `${place.cache}:${inside.cache}`,
      ...(place.kept === null ? [] : [`${place.kept}:${inside.kept}`]),
    ],
    network: place.network,
    limits: wish.limits,
  };
}
