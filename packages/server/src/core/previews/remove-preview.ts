import { SluiceError, type ToolName, type UserName } from "@sluice/contract";
import { removeRelease } from "../releases/make-release.ts";
import { noPreview } from "./show-preview.ts";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import { type PreviewKey, runNameOf } from "./run-name.ts";

type Dependencies = Pick<PreviewsDependencies, "store" | "control" | "kept" | "runtime" | "cancelBuild">;

/** Marks a preview as ending and begins with it; whatever is left then, the reaper does. */
export async function deletePreview(deps: Dependencies, key: PreviewKey, user: UserName): Promise<void> {
  if (!(await deps.store.endPreview(key))) throw noPreview(key);
  await removeEnding(deps, key, user, `Deleted by ${user}.`);
}

/**
 * One step of removing a preview that is ending: its builds, then its file in the control repository, and when nothing
 * of it runs any more, its logs and its row. True when it is gone. It may be cut off anywhere and done again.
 */
export async function removeEnding(deps: Dependencies, key: PreviewKey, author: string, why: string): Promise<boolean> {
  const { store, control, runtime, kept, cancelBuild } = deps;
  const run = runNameOf(key);
  const open = (await store.openBuilds(key.tool)).filter((build) => build.preview === key.name);
  for (const build of open) await cancelBuild(build.id).catch(unlessEnded);
  const stillOpen = (await store.openBuilds(key.tool)).some((build) => build.preview === key.name);
  if ((await control.read(run)) !== null) await removeRelease({ control }, run, author, why);
  if (stillOpen || (await runtime.list(run)).length > 0) return false;
  await kept.remove(run);
  await store.removePreview(key);
  return true;
}

/** All previews of a tool that is being deleted, whose row takes theirs with it. */
export async function removePreviewsOf(deps: Dependencies, tool: ToolName, user: UserName): Promise<void> {
  for (const { name } of await deps.store.previews(tool)) {
    await deps.store.endPreview({ tool, name });
    await removeEnding(deps, { tool, name }, user, `${tool} was deleted by ${user}.`);
    await deps.kept.remove(runNameOf({ tool, name }));
  }
}

/** It ended by itself between our look and our word. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof SluiceError && error.code === "wrong-state")) throw error;
}
