import { BuildId } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { BuildStore } from "../ports/store.ts";

/** Completes the logs of builds that ended just before the server was killed; else their readers would wait for ever. */
export async function closeLogs(store: Pick<BuildStore, "build">, logs: Logs): Promise<void> {
  for (const name of await logs.unfinished()) {
    // a run's log is its run's to complete
    if (name.startsWith("run-")) continue;
    const id = BuildId.safeParse(/^build-(\d+)$/.exec(name)?.[1]);
    const build = id.success ? await store.build(id.data) : null;
    if (build === null || (build.state !== "queued" && build.state !== "running")) await logs.complete(name);
  }
}
