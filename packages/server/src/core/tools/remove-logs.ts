import type { ToolName } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { BuildStore } from "../ports/store.ts";

interface Dependencies {
  readonly store: Pick<BuildStore, "builds"> & Pick<RunStore, "runs">;
  readonly logs: Pick<Logs, "stored" | "remove">;
}

/** Removes the logs of a tool's builds, runs and deployments, and of its previews' deployments. */
export async function removeLogs({ store, logs }: Dependencies, tool: ToolName): Promise<void> {
  const ids = async (kind: "build" | "run"): Promise<readonly string[]> => {
    const all: string[] = [];
    for (let before: string | undefined; ; before = all.at(-1)?.slice(kind.length + 1)) {
      const page = { limit: 500, ...(before === undefined ? {} : { before }) };
      const rows = kind === "build" ? await store.builds(tool, page) : await store.runs(tool, page);
      all.push(...rows.map(({ id }) => `${kind}-${id}`));
      if (rows.length < page.limit) return all;
    }
  };
  const own = new Set([...(await ids("build")), ...(await ids("run"))]);
  for (const { log } of await logs.stored()) {
    const run = /^release-(.+)-\d+$/.exec(log)?.[1];
    if (own.has(log) || run === tool || run?.endsWith(`--${tool}`) === true) await logs.remove(log);
  }
}
