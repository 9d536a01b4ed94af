import type { Digest } from "@sluice/contract";
import type { RegistryStorage } from "../ports/registry.ts";
import type { Stepwise } from "./in-turns.ts";
import type { Fate, HeldImage } from "./plan-images.ts";

/** An image with what it is made of: numbers of blobs, as the same layers are in very many images. */
export interface WeighedImage extends HeldImage {
  readonly blobs: readonly number[];
}

export interface Weighed {
  readonly held: readonly WeighedImage[];
  /** Bytes by the number of the blob. */
  readonly sizes: readonly number[];
}

export async function weigh(registry: Pick<RegistryStorage, "images">, only?: string): Promise<Weighed> {
  const numbers = new Map<string, number>();
  const sizes: number[] = [];
  const held: WeighedImage[] = [];
  for await (const { repository, digest, tags, pushed, parts, isAttached, blobs } of registry.images(only)) {
    const own: number[] = [];
    for (const [blob, size] of blobs) {
      const known = numbers.get(blob) ?? sizes.push(size) - 1;
      numbers.set(blob, known);
      own.push(known);
    }
    held.push({ repository, digest, tags, pushed: Date.parse(pushed), parts, isAttached, blobs: own });
  }
  return { held, sizes };
}

/** What the removal of each manifest frees, in bytes. What it shares with one that stays, or that goes before it, is not counted. */
export function* roomOf({ held, sizes }: Weighed, fates: ReadonlyMap<Digest, Fate>): Stepwise<ReadonlyMap<HeldImage, number>> {
  const counted = new Set<number>();
  const room = new Map<HeldImage, number>();
  for (const fate of ["stays", "goes", "waits"] as const) {
    for (const image of held) {
      yield;
      if ((fates.get(image.digest)?.fate ?? "stays") !== fate) continue;
      const fresh = image.blobs.filter((blob) => !counted.has(blob));
      for (const blob of fresh) counted.add(blob);
      room.set(
        image,
        fresh.reduce((sum, blob) => sum + (sizes[blob] ?? 0), 0),
      );
    }
  }
  return room;
}
