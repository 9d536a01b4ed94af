import type { Stale, ToolName } from "@sluice/contract";
import type { Sources } from "../ports/sources.ts";
import type { ReleaseStore, ToolStore } from "../ports/store.ts";

export interface StaleDependencies {
  readonly store: Pick<ReleaseStore, "liveRelease"> & Pick<ToolStore, "tools">;
  readonly sources: Pick<Sources, "branch" | "ahead" | "commit">;
  /** Branches whose pushes deploy, the first that exists counts. */
  readonly releaseBranches: readonly string[];
}

/** What a tool's source has and its live release has not; null when nothing, or when nothing is live. */
export async function staleOf(deps: StaleDependencies, tool: ToolName): Promise<Stale | null> {
  const live = await deps.store.liveRelease(tool);
  if (live === null) return null;
  for (const branch of deps.releaseBranches) {
    const head = await deps.sources.branch(tool, branch);
    if (head === null) continue;
    if (head === live.commit) return null;
    const ahead = await deps.sources.ahead(tool, head, live.commit);
    if (ahead === 0) return null;
    const { subject } = await deps.sources.commit(tool, head);
    return {
      tool,
      branch,
      head,
      subject: subject.slice(0, 200),
      release: live.number,
      deployed: live.commit,
      ahead,
      uploaded: live.cause === "upload",
    };
  }
  return null;
}

const pageOf = 500;
const atOnce = 8;

/** All tools, some at a time. */
export async function staleOfAll(deps: StaleDependencies): Promise<readonly Stale[]> {
  const found: Stale[] = [];
  for (let before: string | undefined; ;) {
    const page = await deps.store.tools(null, before === undefined ? { limit: pageOf } : { limit: pageOf, before });
    for (let from = 0; from < page.length; from += atOnce) {
      const some = await Promise.all(page.slice(from, from + atOnce).map(({ name }) => staleOf(deps, name)));
      found.push(...some.filter((one) => one !== null));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageOf) return found;
    before = last.name;
  }
}
