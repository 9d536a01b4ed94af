import { type ContainerPlace, buildContainer } from "../container/build-container.ts";
import type { SeatWish } from "../container/seats.ts";
import type { ContainerSpec } from "../docker.ts";
import { imageUser } from "../images/bake-script.ts";
import { inside } from "../phases/names.ts";
import { testScript } from "./test-script.ts";

/**
 * As the container that built, with the same limits and borders. What it can write is a copy, or is its own: no path
 * leads from it to what is exported, nor into the cache that builds use.
 */
export function testContainer(wish: SeatWish, place: ContainerPlace): ContainerSpec {
  const own = (name: string): string => place.directory.path("tests", name);
  const spec = buildContainer(wish, place);
  return {
    ...spec,
    command: ["/bin/bash", "-c", testScript],
    env: [...spec.env, "CI=true", `XDG_CACHE_HOME=${inside.cache}`],
    binds: [
      `${own("workspace")}:${inside.app}`,
      `${own("layers")}:${inside.layers}`,
      `${own("platform")}:${inside.platform}:ro`,
      `${place.directory.env}:${inside.platform}/env:ro`,
      `${own("tmp")}:/tmp`,
      `${own("home")}:${imageUser.home}`,
      `${place.lifecycle}:${inside.lifecycle}:ro`,
      `${place.cache}:${inside.cache}`,
    ],
  };
}
