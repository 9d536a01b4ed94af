import type { LogLine, Release, ReleaseNumber, ToolName } from "@sluice/contract";
import type { Logs } from "../ports/logs.ts";
import type { ReleaseStore } from "../ports/store.ts";

/** The log of a release's deployment, unless it is told in the log of its build. */
export function releaseLogName(tool: ToolName, release: number): string {
  return `release-${tool}-${release}`;
}

interface Dependencies {
  readonly store: Pick<ReleaseStore, "release">;
  readonly logs: Pick<Logs, "read">;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How soon a deployment that has not said anything yet is asked again. */
const quietMs = 50;

/** Lines of a release's deployment; with `follow` until it has settled. */
export async function* releaseLog(
  deps: Dependencies,
  release: Release,
  options: { readonly from: number; readonly follow: boolean },
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const { tool, number, build } = release;
  const own = releaseLogName(tool, number);
  let { from } = options;
  let told = from > 0;
  for (;;) {
    const settled = await hasSettled(deps, tool, number);
    for await (const line of deps.logs.read(own, { from, follow: options.follow && !settled }, signal)) {
      from = line.n + 1;
      told = true;
      yield line;
    }
    // A log that nobody has written to yet reads as complete: only a release that had settled before has said all.
    if (settled || !options.follow || signal.aborted) break;
    await deps.pause(quietMs, signal);
  }
  if (!told && build !== null && !signal.aborted) yield* deps.logs.read(`build-${build}`, { ...options, follow: false }, signal);
}

async function hasSettled({ store }: Dependencies, tool: ToolName, number: ReleaseNumber): Promise<boolean> {
  const release = await store.release(tool, number);
  return release === null || (release.state !== "pending" && release.state !== "deploying");
}
