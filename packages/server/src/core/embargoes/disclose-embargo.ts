import { type Embargo, type Moment, SluiceError, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { EmbargoStore } from "../ports/embargo-store.ts";
import type { BranchCopies, Sources } from "../ports/sources.ts";

export interface DiscloseDependencies {
  readonly store: Pick<EmbargoStore, "embargo" | "disclose" | "setDisclosedBranches" | "unfinishedDisclosures">;
  readonly sources: Pick<Sources, "branch"> & BranchCopies;
  readonly clock: Clock;
}

/** All that was disclosed lies below this branch: a branch of this very name would be in the way. */
const folder = "disclosed";

/**
 * Makes an embargo public to all who see the tool that it is of. One write to the store is the moment: before it nothing
 * of the work is outside of the embargo, and after it all of it may be seen. Its branches are copied after that moment,
 * as git gives away whatever object a repository has; a server that is killed between does it at its start, before it
 * answers anybody. May be repeated.
 */
export async function discloseEmbargo(deps: DiscloseDependencies, tool: ToolName, by: UserName): Promise<Embargo> {
  const { store, sources, clock } = deps;
  const embargo = await needEmbargo(store, tool);
  const { of } = embargo;
  if (of === null) throw new SluiceError("wrong-state", "The tool that this was an embargo of was deleted: nobody is left to show it to.");
  if (embargo.disclosed !== null && embargo.disclosed.branches !== null)
    throw new SluiceError("wrong-state", `${embargo.title} of ${of} was disclosed by ${embargo.disclosed.by} already.`);
  if ((await sources.branch(of, folder)) !== null)
    throw new SluiceError("wrong-state", `${of} has a branch ${folder}, below which this work would come: rename that branch first.`);
  await store.disclose(tool, { by, at: clock.now() as Moment });
  await copyDisclosed(deps, embargo, of);
  return needEmbargo(store, tool);
}

/** Ends what a killed server began. Called before anything is answered. */
export async function finishDisclosures(deps: DiscloseDependencies): Promise<void> {
  for (const embargo of await deps.store.unfinishedDisclosures()) {
    if (embargo.of !== null) await copyDisclosed(deps, embargo, embargo.of);
  }
}

async function copyDisclosed({ store, sources }: DiscloseDependencies, { tool, title }: Embargo, of: ToolName): Promise<void> {
  const below = `${folder}/${title}-${tool.slice(-6)}`;
  await sources.copyBranches(tool, of, below);
  await store.setDisclosedBranches(tool, below);
}

export async function needEmbargo(store: Pick<EmbargoStore, "embargo">, tool: ToolName): Promise<Embargo> {
  const embargo = await store.embargo(tool);
  if (embargo !== null) return embargo;
  throw new SluiceError("not-found", `${tool} is no embargo; sluice embargo list names yours.`);
}
