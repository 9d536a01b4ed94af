import type { CommitHash } from "@sluice/contract";
import type { BuildRow } from "../ports/store.ts";
import type { WholeCommit } from "../sources/whole-commit.ts";
import type { BuildLog } from "./build-log.ts";
import { type BuildsDependencies, type Ending, LeaseLost } from "./builds-dependencies.ts";
import { patiently } from "./patience.ts";

/** The commit that is built, with the files of its submodules and of Git LFS when it asks for them, or how the build ended without. */
export async function wholeSource(
  deps: BuildsDependencies,
  build: BuildRow,
  log: BuildLog,
  cancel: AbortSignal,
): Promise<{ readonly kind: "whole"; readonly commit: CommitHash } | Exclude<Ending, { kind: "succeeded" }>> {
  let whole: WholeCommit;
  try {
    whole = await patiently(deps, log, "build", cancel, () => deps.whole(build, cancel));
  } catch (error) {
    if (!cancel.aborted || cancel.reason instanceof LeaseLost) throw error;
    return { kind: "cancelled", steps: [] };
  }
  if (whole.kind === "refused") return { kind: "failed", fault: "code", reason: whole.reason, steps: [] };
  const { paths } = whole;
  if (paths.length > 0) log.say("", `Submodules: ${named(paths)}`);
  for (const { path, why } of whole.left.slice(0, 5)) log.say("", `warning: submodule ${path} stays empty: ${why}`);
  if (whole.left.length > 5) log.say("", `warning: ${whole.left.length - 5} more submodules stay empty`);
  const { large } = whole;
  if (large.length > 0) log.say("", `Git LFS: ${named(large)}`);
  return { kind: "whole", commit: whole.commit };
}

function named(paths: readonly string[]): string {
  return `${paths.slice(0, 5).join(", ")}${paths.length > 5 ? ` and ${paths.length - 5} more` : ""}`;
}
