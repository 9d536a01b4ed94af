import { SluiceError, type ToolName } from "@sluice/contract";
import type { JobsApi } from "./core/jobs/jobs-api.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import { endUncommitted } from "./core/releases/end-uncommitted.ts";
import { pause, resume } from "./core/releases/pause.ts";
import { unsignedCommit } from "./core/signers/check-commit.ts";
import { programsVerifier } from "./adapters/verifier-programs/verifier.ts";
import { liveOf, promote, type PromoteDependencies } from "./core/releases/promote.ts";
import { keptReleases, listed } from "./core/releases/kept-releases.ts";
import { pinRelease, unpinRelease } from "./core/releases/pin.ts";
import { imageUse } from "./core/pruning/use-image.ts";
import { promoteWhenHealthy } from "./core/releases/promote-when-healthy.ts";
import type { ReleaseActions } from "./core/releases/release-actions.ts";
import { releaseLog } from "./core/releases/release-log.ts";
import { rollback } from "./core/releases/rollback.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const lookMs = 1000;
/** No commit takes so long: whoever made such a release is dead. */
const uncommittedMs = 60_000;

/** What is done with releases beside pushes: by people, and by itself. */
export async function startReleases(
  around: Surroundings,
  { data, store, control, logs, sources }: Data,
  { registry }: Parts,
  reconciler: Reconciler,
  { wake: wakeRuns }: Pick<JobsApi, "wake">,
): Promise<ReleaseActions> {
  const { clock, values, onProblem } = around;
  const ended = new AbortController();
  const settingsOf = (tool: ToolName): Promise<number> => store.newestSettings(tool);
  const images = imageUse({ store, clock, installation: data.installation });
  const kept = (tool: ToolName) => keptReleases({ store, registry }, tool, values["releases-kept"]);
  const verifier = programsVerifier();
  const unsigned: PromoteDependencies["unsigned"] = async (built) => {
    // a tool may be built from another tool's repository
    const repository = (await store.sourceOf(built.repository, built.commit)) ?? built.repository;
    return unsignedCommit({ store, sources, verifier }, { ...built, repository });
  };
  const deps = {
    unsigned,
    protections: store,
    store,
    control,
    clock,
    history: store,
    tools: store,
    pauses: store,
    registry,
    images,
    kept,
    settingsOf,
  };
  const healthy = async (tool: ToolName): Promise<boolean> =>
    (await reconciler.processStatus(tool)).every((process) => process.healthy >= process.wanted);
  const byItself = { ...deps, promotions: store, runs: store, wakeRuns, healthy, settleSeconds: values["promote-seconds"] };

  // The data directory is locked, and the store belongs to it: nobody else can be committing.
  await endUncommitted(deps, 0);
  const looking = (async () => {
    while (!ended.signal.aborted) {
      try {
        await endUncommitted(deps, uncommittedMs);
        await promoteWhenHealthy(byItself, (error) => onProblem("promoting a healthy release", error));
      } catch (error) {
        onProblem("looking after releases", error);
      }
      await around.pause(lookMs, ended.signal);
    }
  })();
  around.ends.defer(async () => {
    ended.abort();
    await looking;
  });

  return {
    rollback: (wish) => rollback(deps, wish),
    async promotesTo(tool) {
      const to = (await liveOf(deps, tool)).file.promote?.to;
      if (to !== undefined) return to;
      throw new SluiceError("invalid-request", `The manifest of ${tool} does not say where its image goes next: name the tool.`, {
        path: "body.to",
      });
    },
    async promote(wish) {
      const made = await promote(deps, wish);
      if (made !== null) return made;
      throw new SluiceError("wrong-state", `${wish.to} runs just what is live of ${wish.from} already.`);
    },
    listed: (tool, releases) => listed({ store, registry }, tool, releases),
    pin: (tool, release, wish) => pinRelease({ store, registry, images, clock }, tool, release, wish),
    unpin: (tool, release) => unpinRelease({ store }, tool, release),
    pause: (tool, wish) => pause(deps, tool, wish),
    resume: (tool) => resume(deps, tool),
    log: (release, options, signal) => releaseLog({ store, logs, pause: around.pause }, release, options, signal),
  };
}
