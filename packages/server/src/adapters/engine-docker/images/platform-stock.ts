import { Moment } from "@sluice/contract";
import type { EngineStock, PlatformImage } from "../../../core/ports/engine-stock.ts";
import type { Docker, LocalImage } from "../docker.ts";
import { setLabels } from "./image-labels.ts";
import type { ImageUses } from "./image-uses.ts";
import { isOthers, ownNames, sharedName } from "./kept-names.ts";

interface PlatformStockOptions {
  readonly docker: Pick<Docker, "localImages" | "namesBelow" | "namesOf" | "untag" | "removeName" | "removeUnnamed">;
  readonly installation: string;
  readonly uses: ImageUses;
  /** Told before images of a set or of a base go: nobody may rely on them any more. */
  readonly forget: (name: string) => void;
}

/** An image of our lifecycle's has it, one of ours does not. */
const builtLabel = "io.buildpacks.lifecycle.metadata";

const tagOf = (name: string): string => name.slice(name.lastIndexOf(":") + 1);
const isBase = (name: string): boolean => /[/-]base:[^/]+$/.test(name);

/** Bases and package sets that this installation uses, by the names that it gave them. */
export function platformStock(options: PlatformStockOptions): Pick<EngineStock, "platformImages" | "removePlatformImage"> {
  const { docker, installation, uses } = options;
  const own = ownNames(installation);

  /** An image of one of our names; also its shared name goes, when no other installation uses it. */
  async function letGo(name: string): Promise<boolean> {
    const names = await docker.namesOf(name);
    const known = sharedName(name);
    if (names.includes(known) && !names.some((other) => isOthers(other, installation))) await docker.untag(known);
    return docker.removeName(name);
  }

  async function letAllGo(kind: "set" | "base", name: string): Promise<boolean> {
    const ours = (await docker.namesBelow(own)).filter((found) => tagOf(found) === name && isBase(found) === (kind === "base"));
    const gone = await Promise.all(ours.map(letGo));
    return gone.every((isGone) => isGone);
  }

  return {
    async platformImages() {
      return (await docker.localImages()).flatMap((image) => platformImagesOf(image, own));
    },
    async removePlatformImage({ kind, name }, mayGo) {
      if (kind === "former") {
        if (!(await mayGo())) return false;
        return name.startsWith(own) ? docker.removeName(name) : docker.removeUnnamed(name);
      }
      return uses.removeUnheld(name, async () => {
        if (!(await mayGo())) return false;
        options.forget(name);
        return letAllGo(kind, name);
      });
    },
  };
}

function platformImagesOf(image: LocalImage, own: string): readonly PlatformImage[] {
  const rest = { bytes: image.bytes, made: Moment.parse(image.made), isUsed: image.containers > 0 };
  const isUnnamed = image.names.length === 0 && image.digests.length === 0;
  if (isUnnamed && setLabels.base in image.labels && !(builtLabel in image.labels)) return [{ ...rest, kind: "former", name: image.id }];
  return image.names
    .filter((name) => name.startsWith(own))
    .map((name): PlatformImage => {
      if (!image.names.includes(sharedName(name))) return { ...rest, kind: "former", name };
      return { ...rest, kind: isBase(name) ? "base" : "set", name: tagOf(name) };
    });
}
