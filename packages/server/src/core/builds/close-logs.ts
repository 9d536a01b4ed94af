import { BuildId, ReleaseNumber, RunName } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { BuildStore, ReleaseStore } from "../ports/store.ts";

/** Completes the logs of builds that ended just before the server was killed; else their readers would wait for ever. */
export async function closeLogs(store: Pick<BuildStore, "build"> & Pick<ReleaseStore, "release">, logs: Logs): Promise<void> {
  for (const name of await logs.unfinished()) {
    // a run's log is its run's to complete
    if (name.startsWith("run-")) continue;
    if (await isDeploying(store, name)) continue;
    const id = BuildId.safeParse(/^build-(\d+)$/.exec(name)?.[1]);
    const build = id.success ? await store.build(id.data) : null;
    if (build === null || (build.state !== "queued" && build.state !== "running")) await logs.complete(name);
  }
}

/** The log of a release that the reconciler is not done with; it completes it itself. */
async function isDeploying(store: Pick<ReleaseStore, "release">, name: string): Promise<boolean> {
  const [, tool, number] = /^release-(.+)-(\d+)$/.exec(name) ?? [];
  const [parsed, release] = [RunName.safeParse(tool), ReleaseNumber.safeParse(number)];
  const found = parsed.success && release.success ? await store.release(parsed.data, release.data) : null;
  return found?.state === "pending" || found?.state === "deploying";
}
