import type { ReleaseNumber, ToolName } from "@sluice/contract";
import { makePreviewRelease, type PreviewReleaseDependencies } from "../previews/preview-release.ts";
import { targetOf } from "../previews/run-name.ts";
import type { PauseStore } from "../ports/pause-store.ts";
import { makeRelease, unnumberedRelease, type ReleaseDependencies } from "../releases/make-release.ts";
import type { Deploy } from "./builds-dependencies.ts";

interface Settle {
  prepare(image: string): void;
  settled(tool: ToolName, release: ReleaseNumber, signal: AbortSignal): Promise<"live" | "failed">;
}

/** Binds a build's way on to the releases part and to whoever makes the runtime match. */
export function deployThrough(
  deps: ReleaseDependencies & PreviewReleaseDependencies & { readonly pauses: Pick<PauseStore, "hold"> },
  reconciler: Settle,
): Deploy {
  return {
    prepare: (image) => reconciler.prepare(image),
    release: (build, image, run) =>
      build.preview === null
        ? makeRelease(deps, { build, ...image, run })
        : makePreviewRelease(deps, { build, ...image, run }, { tool: build.tool, name: build.preview }),
    async hold(build, image, run) {
      // A preview is no deployment of the tool.
      if (build.preview !== null) return null;
      const present = await deps.control.read(build.tool);
      const file = unnumberedRelease({ build, ...image, run }, present?.kind === "release" ? present.file : null);
      return deps.pauses.hold(build.tool, build.id, file);
    },
    settled: (tool, release, signal) => reconciler.settled(tool, release, signal),
    withdraw: (tool, release) => withdraw(deps, tool, release),
    async gaveUp(build, reason) {
      const begun = (await deps.store.releases(targetOf(build), { limit: 20 })).find(
        (one) => one.build === build.id && one.state === "pending",
      );
      if (begun !== undefined)
        await deps.store.setReleaseState(targetOf(build), begun.number, { state: "failed", reason, fault: "platform" });
    },
    async failure(tool, release) {
      const found = await deps.store.release(tool, release);
      return { reason: found?.reason ?? "the deployment failed", fault: found?.fault ?? "code" };
    },
  };
}

/** Commits what was live before, when the control repository still says the cancelled release. */
async function withdraw(deps: ReleaseDependencies, tool: ToolName, release: ReleaseNumber): Promise<void> {
  const present = await deps.control.read(tool);
  if (present?.kind !== "release" || present.file.release !== release) return;
  const live = await deps.store.liveRelease(tool);
  const before = live === null || live.control === null ? null : await deps.control.read(tool, live.control);
  const file = before?.kind === "release" ? before.file : null;
  await deps.control.commit(
    tool,
    file,
    {
      author: { name: "Sluice", email: "sluice@localhost" },
      subject: file === null ? `Stop ${tool}: v${release} was cancelled` : `Return ${tool} to v${file.release}: v${release} was cancelled`,
      body: "",
      trailers: { "Sluice-Rollback-Of": String(release) },
    },
    present.file,
  );
}
