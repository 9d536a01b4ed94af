import { Moment, type Pin, type ReleaseNumber, SluiceError, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { PinStore } from "../ports/pin-store.ts";
import type { Registry } from "../ports/registry.ts";
import type { ReleaseStore } from "../ports/store.ts";
import type { ImageUse } from "../pruning/use-image.ts";

interface Dependencies {
  readonly store: PinStore & Pick<ReleaseStore, "release">;
  readonly registry: Pick<Registry, "resolve" | "host">;
  readonly images: Pick<ImageUse, "use">;
  readonly clock: Pick<Clock, "now">;
}

/** Holds on to a release: its image stays, whatever comes after it. Refused when the image is gone already. */
export async function pinRelease(
  { store, registry, images, clock }: Dependencies,
  tool: ToolName,
  number: ReleaseNumber,
  { by, why }: { readonly by: UserName; readonly why: string },
): Promise<Pin> {
  const release = await store.release(tool, number);
  if (release === null) throw new SluiceError("not-found", `${tool} has no release v${number}.`);
  if (release.live === null) throw new SluiceError("wrong-state", `v${number} of ${tool} never was live: there is nothing to go back to.`);
  const isOurs = await images.use(release.image);
  if (!isOurs || (await registry.resolve(`${registry.host}/${tool}`, release.image)) === null) {
    throw new SluiceError("wrong-state", `The image of v${number} of ${tool} is gone: push its commit again, and pin the new release.`);
  }
  const pin = { by, why, at: Moment.parse(clock.now()) };
  await store.pinRelease(tool, number, pin);
  return pin;
}

export async function unpinRelease({ store }: { readonly store: PinStore }, tool: ToolName, number: ReleaseNumber): Promise<void> {
  if (!(await store.unpinRelease(tool, number))) throw new SluiceError("wrong-state", `v${number} of ${tool} is not pinned.`);
}
