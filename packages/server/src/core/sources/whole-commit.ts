import { type CommitHash, manifestFile, sourceHost, sourcePlace, type ToolName } from "@sluice/contract";
import { manifestAt } from "../pipelines/manifest-at.ts";
import type { SourceAccess } from "../ports/remote-sources.ts";
import type { LargeFiles } from "../ports/large-files.ts";
import type { Sources } from "../ports/sources.ts";
import type { LeftSubmodule, MissingSubmodules, Submodules, SubmoduleOrigin } from "../ports/submodules.ts";
import { type AccessDependencies, accessOf } from "./source-access.ts";
import { refusalOf, type SourceLimits } from "./limits.ts";
import { plainLine } from "./push-line.ts";

export interface WholeDependencies extends AccessDependencies {
  readonly sources: Pick<Sources, "file" | "submodules" | "entries">;
  readonly submodules: Submodules;
  readonly large: LargeFiles;
  readonly limits: SourceLimits;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export type WholeCommit =
  | {
      readonly kind: "whole";
      readonly commit: CommitHash;
      /** Of its submodules, and of the files that Git LFS keeps. */
      readonly paths: readonly string[];
      readonly large: readonly string[];
      /** Submodules that the manifest says nothing of, and that cannot be had. */
      readonly left: readonly LeftSubmodule[];
    }
  | { readonly kind: "refused"; readonly reason: string };

const triesMs = [2000, 8000];

/** What a pipeline of the manifest asks for; without a word on submodules, those are fetched that can be had. A wrong manifest is told of where it is read whole. */
async function wantedOf(
  sources: Pick<Sources, "file">,
  tool: ToolName,
  commit: CommitHash,
  pipeline: string,
): Promise<{ readonly submodules: MissingSubmodules | null; readonly lfs: boolean }> {
  const read = await manifestAt({ sources }, tool, commit);
  if (read === null) return { submodules: "empty", lfs: false };
  const build = read.kind === "read" ? read.pipelines.find(({ name }) => name === pipeline)?.says.build : undefined;
  const { submodules, lfs } = build ?? {};
  return { submodules: submodules === undefined ? "empty" : submodules ? "refused" : null, lfs: lfs === true };
}

/** What is built of a commit: with the files of its submodules, unless its manifest refuses them, and of Git LFS when it asks for them. */
export async function wholeCommit(
  deps: WholeDependencies,
  tool: ToolName,
  { commit, pipeline }: { readonly commit: CommitHash; readonly pipeline: string },
  cancel: AbortSignal,
): Promise<WholeCommit> {
  const { sources, limits } = deps;
  const wanted = await wantedOf(sources, tool, commit, pipeline);
  let whole: WholeCommit = { kind: "whole", commit, paths: [], large: [], left: [] };
  // before the submodules: what they have is on servers of their own, and their pointers stay
  if (wanted.lfs) whole = await withLargeFiles(deps, tool, commit, cancel);
  if (wanted.submodules !== null && whole.kind === "whole" && (await sources.submodules(tool, commit)).length > 0) {
    whole = await withSubmodules(deps, tool, whole, { missing: wanted.submodules, cancel });
  }
  if (whole.kind === "refused" || whole.commit === commit) return whole;
  const entries = await sources.entries(tool, whole.commit, limits.files);
  const refusal = entries === null ? "its files cannot be listed in 30 s" : refusalOf(entries, limits);
  return refusal === null ? whole : refused(`with ${whole.large.length > 0 ? "its files of Git LFS" : "its submodules"}: ${refusal}`);
}

async function withSubmodules(
  deps: WholeDependencies,
  tool: ToolName,
  { commit, large }: Extract<WholeCommit, { kind: "whole" }>,
  { missing, cancel }: { readonly missing: MissingSubmodules; readonly cancel: AbortSignal },
): Promise<WholeCommit> {
  const origin = await originOf(deps, tool);
  const whole = await again(deps, cancel, () => deps.submodules.whole(tool, commit, origin, missing, cancel));
  if (whole.kind === "whole") return { ...whole, large };
  const instead = missing === "empty" ? `. To build without: build: { submodules: false } in ${manifestFile}` : "";
  return refused(`submodule ${whole.path} cannot be fetched: ${whole.why.slice(0, 300)}${instead}`);
}

async function withLargeFiles(deps: WholeDependencies, tool: ToolName, commit: CommitHash, cancel: AbortSignal): Promise<WholeCommit> {
  const source = await deps.store.source(tool);
  if (source === null) {
    return refused(
      `Git LFS: a push brings pointers alone, and ${tool} has no source to fetch the files from: sluice source set URL -t ${tool}`,
    );
  }
  const from = { url: source.url, access: await accessOf(deps, source) };
  const filled = await again(deps, cancel, () => deps.large.fill(tool, commit, from, cancel));
  return filled.kind === "unread"
    ? refused(`Git LFS: ${filled.why}`)
    : { kind: "whole", commit: filled.commit, paths: [], large: filled.paths, left: [] };
}

/** A host that does not answer at once may in a moment. */
async function again<T extends { readonly kind: string; readonly away?: boolean }>(
  { pause }: WholeDependencies,
  cancel: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  let found = await read();
  for (const ms of triesMs) {
    if (found.away !== true) break;
    await pause(ms, cancel);
    cancel.throwIfAborted();
    found = await read();
  }
  return found;
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
