import type { CommitHash } from "@sluice/contract";
import type { PushStore } from "../ports/push-store.ts";
import type { Sources } from "../ports/sources.ts";

export interface SettleDependencies {
  readonly store: Pick<PushStore, "completedPush" | "pushMoved">;
  readonly sources: Pick<Sources, "moveBranch" | "updateRef" | "ref">;
}

/**
 * Moves the ref of a push when all its builds are done. Called by each after it has written down that it is: whoever is
 * last sees that all are, two at once both do, and one that was killed between is carried again and comes here again.
 */
export async function settlePush(deps: SettleDependencies, id: number): Promise<void> {
  const push = await deps.store.completedPush(id);
  if (push === null) return;
  const { tool, ref, to } = push;
  const from = (await deps.sources.ref(tool, ref)) ?? "0".repeat(to.length);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const moved =
    branch === undefined
      ? await deps.sources.updateRef(tool, ref, from, to)
      : await deps.sources.moveBranch(tool, branch, from, to as CommitHash);
  if (!moved) throw new Error(`${ref} of ${tool} moved while push ${id} was moving it`);
  await deps.store.pushMoved(id);
}
