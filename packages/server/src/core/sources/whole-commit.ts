import { type CommitHash, sourceHost, sourcePlace, type ToolName } from "@sluice/contract";
import { manifestAt } from "../pipelines/manifest-at.ts";
import type { SourceAccess } from "../ports/remote-sources.ts";
import type { Sources } from "../ports/sources.ts";
import type { Submodules, SubmoduleOrigin } from "../ports/submodules.ts";
import { type AccessDependencies, accessOf } from "./source-access.ts";
import { refusalOf, type SourceLimits } from "./limits.ts";
import { plainLine } from "./push-line.ts";

export interface WholeDependencies extends AccessDependencies {
  readonly sources: Pick<Sources, "file" | "submodules" | "entries">;
  readonly submodules: Submodules;
  readonly limits: SourceLimits;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export type WholeCommit =
  | { readonly kind: "whole"; readonly commit: CommitHash; readonly paths: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/** A host that does not answer at once may in a moment. */
const triesMs = [2000, 8000];

/** Whether a pipeline of the manifest (null: any) asks for submodules; a wrong one is told of where it is read whole. */
export async function wantsSubmodules(
  sources: Pick<Sources, "file">,
  tool: ToolName,
  commit: CommitHash,
  pipeline: string | null,
): Promise<boolean> {
  const read = await manifestAt({ sources }, tool, commit);
  if (read?.kind !== "read") return false;
  return read.pipelines.some(({ name, says }) => (pipeline === null || name === pipeline) && says.build?.submodules === true);
}

/** What is built of a commit: with the files of its submodules when its manifest asks for them, else the commit itself. */
export async function wholeCommit(
  deps: WholeDependencies,
  tool: ToolName,
  { commit, pipeline }: { readonly commit: CommitHash; readonly pipeline: string },
  cancel: AbortSignal,
): Promise<WholeCommit> {
  const { sources, submodules, limits, pause } = deps;
  const itself = { kind: "whole", commit, paths: [] } as const;
  if (!(await wantsSubmodules(sources, tool, commit, pipeline)) || (await sources.submodules(tool, commit)).length === 0) return itself;
  const origin = await originOf(deps, tool);
  let whole = await submodules.whole(tool, commit, origin, cancel);
  for (const ms of triesMs) {
    if (whole.kind === "whole" || !whole.away) break;
    await pause(ms, cancel);
    cancel.throwIfAborted();
    whole = await submodules.whole(tool, commit, origin, cancel);
  }
  if (whole.kind === "unread") return refused(`submodule ${whole.path} cannot be fetched: ${whole.why}`);
  const entries = await sources.entries(tool, whole.commit, limits.files);
  const refusal = entries === null ? "its files cannot be listed in 30 s" : refusalOf(entries, limits);
  return refusal === null ? whole : refused(`with its submodules: ${refusal}`);
}

/**
 * Submodules at the host of the tool's source are read by what lets into that, as its repository might as well have
 * their files; nothing of it goes to another host.
 */
async function originOf(deps: WholeDependencies, tool: ToolName): Promise<SubmoduleOrigin> {
  const source = await deps.store.source(tool);
  return {
    url: source?.url ?? null,
    async access(url): Promise<SourceAccess | null> {
      if (source === null || sourceHost(url) !== sourceHost(source.url) || sourcePlace(url).scheme !== sourcePlace(source.url).scheme)
        return null;
      const access = await accessOf(deps, source);
      // a host is first known by a look at the source itself
      return access?.kind === "key" && access.hostKey === null ? null : access;
    },
  };
}

function refused(reason: string): WholeCommit {
  return { kind: "refused", reason: plainLine(reason).slice(0, 500) };
}
