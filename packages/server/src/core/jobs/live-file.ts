import { SluiceError, type ReleaseFile, type ToolName } from "@sluice/contract";
import type { Control } from "../ports/control.ts";
import type { ReleaseStore } from "../ports/store.ts";

export interface LiveDependencies {
  readonly store: Pick<ReleaseStore, "liveRelease">;
  readonly control: Pick<Control, "read">;
}

/** What the live release of a tool says, null without one. A release that is still being deployed is not live. */
export async function liveFile({ store, control }: LiveDependencies, tool: ToolName): Promise<ReleaseFile | null> {
  const live = await store.liveRelease(tool);
  const entry = live === null || live.control === null ? null : await control.read(tool, live.control);
  return entry?.kind === "release" ? entry.file : null;
}

export async function needLiveFile(deps: LiveDependencies, tool: ToolName): Promise<ReleaseFile> {
  const file = await liveFile(deps, tool);
  if (file === null) throw new SluiceError("wrong-state", `${tool} has no live release yet: deploy it first.`);
  return file;
}
