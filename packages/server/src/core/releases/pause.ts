import { Moment, SluiceError, type Pause, type Release, type ToolName, type UserName } from "@sluice/contract";
import type { PauseStore } from "../ports/pause-store.ts";
import type { BuildStore } from "../ports/store.ts";
import { releaseBuild, type ReleaseDependencies } from "./make-release.ts";
import { pausedWords } from "./promote.ts";

export interface PauseDependencies extends ReleaseDependencies {
  readonly pauses: PauseStore & Pick<BuildStore, "build">;
  /** The version of a tool's settings that a new release of it uses. */
  readonly settingsOf: (tool: ToolName) => Promise<number>;
}

/** From now on pushes are built and wait. */
export async function pause(
  deps: Pick<PauseDependencies, "pauses" | "clock">,
  tool: ToolName,
  wish: { readonly by: UserName; readonly why: string },
): Promise<Pause> {
  const at = Moment.parse(deps.clock.now());
  const added = await deps.pauses.addPause(tool, { ...wish, at });
  const present = await deps.pauses.pause(tool);
  if (!added && present !== null) throw new SluiceError("wrong-state", `${tool} is ${pausedWords(present)} already.`);
  return present ?? { ...wish, at, held: null };
}

/**
 * Releases the newest build that waited, then ends the pause. Cut off in between, the tool is still paused and the next
 * resume finds the release made.
 */
export async function resume(deps: PauseDependencies, tool: ToolName): Promise<Release | null> {
  let release: Release | null = null;
  for (;;) {
    const present = await deps.pauses.pause(tool);
    if (present === null && release === null) throw new SluiceError("wrong-state", `${tool} is not paused.`);
    if (present === null) return release;
    release = present.held === null ? release : await releaseHeld(deps, tool, present.held);
    if (await deps.pauses.endPause(tool, present.held)) return release;
  }
}

async function releaseHeld(deps: PauseDependencies, tool: ToolName, held: NonNullable<Pause["held"]>): Promise<Release | null> {
  const [build, file] = await Promise.all([deps.pauses.build(held), deps.pauses.heldRelease(tool)]);
  if (build === null || file === null || file.build !== held) return null;
  return releaseBuild(deps, build, { ...file, settings: await deps.settingsOf(tool) });
}
