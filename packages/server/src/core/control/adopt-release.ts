import { Moment, SluiceError, type Release, type ReleaseFile } from "@sluice/contract";
import { digestOf } from "../releases/change-release.ts";
import type { Clock } from "../ports/clock.ts";
import type { ControlPushes } from "../ports/control-push.ts";
import type { ControlStore } from "../ports/control-store.ts";
import type { ReleaseStore } from "../ports/store.ts";
import { releasePath } from "./release-files.ts";

export interface AdoptDependencies {
  readonly store: ControlStore & Pick<ReleaseStore, "release" | "releases">;
  readonly pushes: Pick<ControlPushes, "lastChange">;
  readonly clock: Clock;
}

/** How far a person may leap ahead of the last number. */
const longestLeap = 1000;

export type Adoption =
  /** The store has it: an older one again, or the present one with other processes. */
  | { readonly kind: "known" }
  /** It has a row now, with the commit's author and subject. */
  | { readonly kind: "adopted"; readonly release: Release }
  /** It cannot run so; one sentence for a person. */
  | { readonly kind: "refused"; readonly problem: string };

/**
 * Gives a release that a person committed its row in the store. A number stands for one image for ever: one that is
 * taken must have the same image, one that is not must come after all others.
 */
export async function adoptRelease(deps: AdoptDependencies, file: ReleaseFile, control: string, place: string): Promise<Adoption> {
  const { store, pushes, clock } = deps;
  const { tool, release: number } = file;
  const image = digestOf(file.image);
  const [latest] = await store.releases(tool, { limit: 1 });
  const last = latest?.number ?? 0;
  const refused = (why: string): Adoption => ({ kind: "refused", problem: `${place}: release: ${why}` });
  const known = await store.release(tool, number);
  if (known === null && number < last) return refused(`${number} was skipped; the next number is ${last + 1}`);
  if (known === null && number > last + longestLeap) return refused(`${number} leaps too far; the next number is ${last + 1}`);
  if (known !== null) return known.image === image ? { kind: "known" } : refused(takenText(known, last));
  const change = await pushes.lastChange(tool, control);
  try {
    const release = await store.adoptRelease({
      tool,
      number,
      commit: file.commit,
      subject: change?.subject.slice(0, 200) ?? "",
      author: change?.author ?? "",
      settings: file.settings,
      image,
      created: Moment.parse(clock.now()),
    });
    // a build may have taken the number since we looked
    return release.image === image ? { kind: "adopted", release } : refused(takenText(release, Math.max(last, number)));
  } catch (error) {
    if (!(error instanceof SluiceError && error.code === "not-found")) throw error;
    return { kind: "refused", problem: `${releasePath(tool)}:1: there is no tool ${tool}: create it first` };
  }
}

function takenText(known: Release, last: number): string {
  return `${known.number} is taken by the image ${known.image.slice(0, 19)}…; another image needs a new number: ${last + 1}`;
}
