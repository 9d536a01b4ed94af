import { SluiceError, type BuildId, type ToolName, type UserName } from "@sluice/contract";
import type { ArtifactFiles } from "../ports/artifact-files.ts";
import type { Engine } from "../ports/engine.ts";
import type { KeptLogs } from "../ports/kept-logs.ts";
import type { Logs } from "../ports/logs.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { PushStore } from "../ports/push-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { BuildStore, ToolStore } from "../ports/store.ts";
import { removeLogs } from "./remove-logs.ts";

interface Dependencies {
  readonly store: Pick<ToolStore, "deleteTool" | "tool"> &
    Pick<BuildStore, "openBuilds" | "builds"> &
    Pick<PushStore, "openBuildsFrom"> &
    Pick<RunStore, "runs">;
  /** Ends what still runs of its jobs and one-off commands. */
  readonly jobs: { readonly endAll: (tool: ToolName, user: UserName) => Promise<void> };
  /** Takes what runs of its previews out of the control repository, with their logs. */
  readonly previews: { readonly removeAll: (tool: ToolName, user: UserName) => Promise<void> };
  readonly sources: Pick<Sources, "remove">;
  readonly kept: Pick<KeptLogs, "remove">;
  readonly artifacts: Pick<ArtifactFiles, "removeAll">;
  readonly logs: Pick<Logs, "stored" | "remove">;
  readonly engine: Pick<Engine, "forget">;
  /** Deletes its images. */
  readonly pruner: { readonly removeImagesOf: (tool: ToolName) => Promise<void> };
  readonly cancelBuild: (id: BuildId) => Promise<unknown>;
  /** Commits the removal to the control repository; the reconciler then stops what runs. */
  readonly removeRelease: (tool: ToolName, user: UserName) => Promise<void>;
}

/**
 * Deletes a tool with all it has. Refused while a build is running: its end would bring the tool back. The row goes
 * last, so that a crash leaves a tool that can be deleted again, and never old code under a new owner.
 */
export async function deleteTool(deps: Dependencies, tool: ToolName, user: UserName): Promise<void> {
  if ((await deps.store.tool(tool)) === null) throw new SluiceError("not-found", `There is no tool ${tool}.`);
  // those of other tools that its repository has pipelines for end with it too
  const open = async () => [...(await deps.store.openBuilds(tool)), ...(await deps.store.openBuildsFrom(tool))];
  for (const build of await open()) await deps.cancelBuild(build.id);
  const [running] = await open();
  if (running !== undefined) {
    throw new SluiceError(
      "wrong-state",
      `Build ${running.id} of ${running.tool} is being cancelled: delete the tool again in a few seconds.`,
    );
  }
  await deps.previews.removeAll(tool, user);
  await deps.removeRelease(tool, user);
  await deps.jobs.endAll(tool, user);
  await deps.sources.remove(tool);
  await deps.kept.remove(tool);
  await deps.engine.forget(tool);
  await deps.pruner.removeImagesOf(tool);
  await deps.artifacts.removeAll(tool);
  await removeLogs(deps, tool);
  await deps.store.deleteTool(tool);
}
