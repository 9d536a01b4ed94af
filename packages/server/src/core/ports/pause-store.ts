import type { BuildId, Pause, ReleaseFile, ToolName } from "@sluice/contract";

/** A release as it is to be committed, before it has its number. */
export type UnnumberedRelease = Omit<ReleaseFile, "release">;

export interface PauseStore {
  /** False when the tool is paused already. */
  addPause(tool: ToolName, pause: Pick<Pause, "by" | "at" | "why">): Promise<boolean>;
  pause(tool: ToolName): Promise<Pause | null>;
  /** Keeps a build's release back while its tool is paused, unless a newer one is kept; null when it is not paused. */
  hold(tool: ToolName, build: BuildId, file: UnnumberedRelease): Promise<Pause | null>;
  heldRelease(tool: ToolName): Promise<UnnumberedRelease | null>;
  /** Ends the pause; false when another build than `held` is kept back by now, or nothing was paused. */
  endPause(tool: ToolName, held: BuildId | null): Promise<boolean>;
}
