import type { BuildId, Moment, ToolName } from "@sluice/contract";
import type { ArtifactFiles, FoundArtifact } from "../ports/artifact-files.ts";
import type { Clock } from "../ports/clock.ts";
import type { BuildLog } from "./build-log.ts";
import { type ArtifactRules, chooseArtifacts, overTheLimit } from "./choose-artifacts.ts";
import { whyOf } from "./why-of.ts";

export interface ArtifactDependencies {
  readonly clock: Clock;
  readonly artifacts: Pick<ArtifactFiles, "put" | "stored" | "remove">;
  readonly artifactRules: ArtifactRules;
}

const shown = 10;

/** Keeps what a build's tests left. When that fails, the build goes on: its image does not depend on it. */
export async function keepArtifacts(
  { clock, artifacts, artifactRules }: ArtifactDependencies,
  build: { readonly id: BuildId; readonly tool: ToolName },
  found: readonly FoundArtifact[],
  log: Pick<BuildLog, "say">,
): Promise<void> {
  const { kept, leftOut } = chooseArtifacts(found, artifactRules);
  const { id, tool } = build;
  try {
    if (kept.length > 0) {
      await artifacts.put(tool, id, clock.now() as Moment, kept);
      for (const old of overTheLimit(await artifacts.stored(tool), artifactRules)) await artifacts.remove(tool, old.build);
    }
  } catch (error) {
    log.say("test", `This is ours: artifacts could not be kept: ${whyOf(error)}`);
    return;
  }
  log.say("test", keptText(kept.length, `sluice builds artifacts ${id} -t ${tool}`));
  for (const line of leftOut.slice(0, shown)) log.say("test", `  ${line}`);
  if (leftOut.length > shown) log.say("test", `  … and ${leftOut.length - shown} more`);
}

function keptText(count: number, command: string): string {
  if (count === 0) return "no artifacts: no plain file matches test.artifacts";
  return `kept ${count === 1 ? "1 artifact" : `${count} artifacts`}: ${command}`;
}
