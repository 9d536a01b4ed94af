import { type CommitHash, isEmbargo, type Stale, type ToolName } from "@sluice/contract";
import { decideThemselves, manifestAt, pipelineTo } from "../pipelines/manifest-at.ts";
import { starts } from "../pipelines/starts.ts";
import { whatChanged } from "../pipelines/what-changed.ts";
import type { PushStore } from "../ports/push-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { ReleaseStore, ToolStore } from "../ports/store.ts";

export interface StaleDependencies {
  readonly store: Pick<ReleaseStore, "liveRelease"> & Pick<ToolStore, "tools"> & Pick<PushStore, "sourceOf" | "lastBuilt">;
  readonly sources: Pick<Sources, "branch" | "ahead" | "commit" | "changed" | "file">;
  /** Branches whose pushes deploy, the first that exists counts. */
  readonly releaseBranches: readonly string[];
}

/** What a tool's source has and its live release has not; null when nothing, or when nothing is live. */
export async function staleOf(deps: StaleDependencies, tool: ToolName): Promise<Stale | null> {
  const live = await deps.store.liveRelease(tool);
  if (live === null) return null;
  const source = (await deps.store.sourceOf(tool, live.commit)) ?? tool;
  for (const branch of deps.releaseBranches) {
    const head = await deps.sources.branch(source, branch);
    if (head === null) continue;
    if (head === live.commit) return null;
    const ahead = await deps.sources.ahead(source, head, live.commit);
    if (ahead === 0 || !(await counts(deps, { tool, source, branch, head }))) return null;
    const { subject } = await deps.sources.commit(source, head);
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

interface Head {
  readonly tool: ToolName;
  readonly source: ToolName;
  readonly branch: string;
  readonly head: CommitHash;
}

/** Whether a push of the head would build the tool: its pipeline may look at other paths, or wait for a tag. */
async function counts(deps: StaleDependencies, { tool, source, branch, head }: Head): Promise<boolean> {
  const read = await manifestAt(deps, source, head);
  if (read?.kind !== "read" || !decideThemselves(read)) return tool === source;
  const pipeline = pipelineTo(tool, source, read.pipelines);
  if (pipeline === undefined || !starts(pipeline, { kind: "branch", name: branch, deploys: true })) return false;
  return (await whatChanged(deps, { pipeline, source, target: tool, commit: head })).changed;
}

const pageOf = 500;
const atOnce = 8;

/** All tools but embargoes, whose code is shown below them only; some at a time. */
export async function staleOfAll(deps: StaleDependencies): Promise<readonly Stale[]> {
  const found: Stale[] = [];
  for (let before: string | undefined; ;) {
    const page = await deps.store.tools(null, before === undefined ? { limit: pageOf } : { limit: pageOf, before });
    const shown = page.filter(({ name }) => !isEmbargo(name));
    for (let from = 0; from < shown.length; from += atOnce) {
      const some = await Promise.all(shown.slice(from, from + atOnce).map(({ name }) => staleOf(deps, name)));
      found.push(...some.filter((one) => one !== null));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageOf) return found;
    before = last.name;
  }
}
