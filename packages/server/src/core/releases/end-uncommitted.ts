import { Moment } from "@sluice/contract";
import type { ReleaseHistoryStore } from "../ports/release-history-store.ts";
import type { ReleaseDependencies } from "./make-release.ts";

type Dependencies = Pick<ReleaseDependencies, "control" | "clock"> & {
  readonly store: Pick<ReleaseDependencies["store"], "setReleaseState"> & Pick<ReleaseHistoryStore, "pendingReleases">;
};

/**
 * Ends releases whose commit never came because their server was killed. `ageMs`: so old must they be, for another
 * server may be committing a younger one just now. A build's release is not ended here: the build goes on with it.
 */
export async function endUncommitted(deps: Dependencies, ageMs: number): Promise<void> {
  const before = Moment.parse(new Date(Date.parse(deps.clock.now()) - ageMs).toISOString());
  for (const { tool, number } of await deps.store.pendingReleases(before)) {
    const present = await deps.control.read(tool);
    if (present?.kind === "broken" || present?.file.release === number) continue;
    await deps.store.setReleaseState(tool, number, {
      state: "failed",
      fault: "platform",
      reason: "was not committed: the server was stopped before. That is ours; ask for it again.",
    });
  }
}
