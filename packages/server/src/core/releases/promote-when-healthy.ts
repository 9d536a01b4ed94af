import { type Digest, Moment, SluiceError, UserName, type Promotion, type Release, type ToolName } from "@sluice/contract";
import type { PlannedPromotion, PromotionStore } from "../ports/promotion-store.ts";
import type { AccessStore, ToolStore } from "../ports/store.ts";
import { digestOf } from "./change-release.ts";
import { later } from "./planned-promotion.ts";
import { promotionTest, type TestDependencies } from "./promotion-test.ts";
import { liveOf, promote, type PromoteDependencies } from "./promote.ts";

export interface PromoteWhenHealthyDependencies extends PromoteDependencies, TestDependencies {
  readonly promotions: PromotionStore & Pick<ToolStore, "role"> & Pick<AccessStore, "user" | "audit">;
  /** Whether all that a tool's live release wants runs and is healthy. */
  readonly healthy: (tool: ToolName) => Promise<boolean>;
  readonly settleSeconds: number;
}

/** A test that goes on is looked at so often. */
const testSeconds = 2;

/** Does the promotions whose time has come. Each is done once for its release, over restarts too. */
export async function promoteWhenHealthy(deps: PromoteWhenHealthyDependencies, onProblem: (error: unknown) => void): Promise<void> {
  for (const planned of await deps.promotions.duePromotions(Moment.parse(deps.clock.now()))) {
    try {
      await promoteOne(deps, planned);
    } catch (error) {
      const known = error instanceof SluiceError && error.code !== "unavailable" && error.code !== "internal";
      if (!known) onProblem(error);
      // What a person may still mend (a paused target, a tool that is not there yet) is tried again, as our own faults are.
      await wait(deps, planned, error instanceof Error ? error.message : String(error));
    }
  }
}

async function promoteOne(deps: PromoteWhenHealthyDependencies, planned: PlannedPromotion): Promise<void> {
  const { tool, release, to } = planned;
  const live = await deps.store.liveRelease(tool);
  if (live?.number !== release) return end(deps, planned, "ended", `v${release} is no longer live`);
  if (!(await deps.healthy(tool))) return wait(deps, planned, `v${release} is not healthy now`);
  const by = UserName.safeParse(live.author);
  if (!by.success || !(await mayChange(deps, by.data, to))) {
    const reason = `${live.author} is no maintainer of ${to}`;
    await audit(deps, planned, live, "refused", reason);
    return end(deps, planned, "ended", reason);
  }
  const { file } = await liveOf(deps, tool);
  const done = await madeBefore(deps, planned, digestOf(file.image));
  const tested = done === null && file.promote !== undefined ? await promotionTest(deps, file, file.promote, by.data) : null;
  if (tested?.kind === "running") return wait(deps, planned, tested.reason, Math.min(testSeconds, deps.settleSeconds));
  if (tested?.kind === "failed") {
    await audit(deps, planned, live, "refused", tested.reason);
    return end(deps, planned, "ended", tested.reason);
  }
  const made = done ?? (await promote(deps, { from: tool, to, by: by.data }));
  if (done === null) await audit(deps, planned, live, "done", made === null ? "runs it already" : `v${made.number}`);
  await end(deps, planned, "done", made === null ? `${to} runs it already` : `v${made.number} of ${to}`);
}

/** The release that an earlier try made before it was cut off: a rollback since then must stand. */
async function madeBefore(
  deps: PromoteWhenHealthyDependencies,
  { to, planned }: PlannedPromotion,
  digest: Digest,
): Promise<Release | null> {
  const recent = await deps.store.releases(to, { limit: 50 });
  const failed = (one: Release): boolean => one.state === "pending" || (one.state === "failed" && one.control === null);
  return recent.find((one) => one.cause === "promotion" && one.image === digest && one.created >= planned && !failed(one)) ?? null;
}

async function mayChange({ promotions }: PromoteWhenHealthyDependencies, user: UserName, tool: ToolName): Promise<boolean> {
  return (await promotions.role(tool, user)) === "maintainer" || (await promotions.user(user))?.admin === true;
}

function wait(
  deps: PromoteWhenHealthyDependencies,
  { tool, release }: PlannedPromotion,
  reason: string,
  seconds = deps.settleSeconds,
): Promise<void> {
  const due = later(deps.clock.now(), seconds);
  return deps.promotions.setPromotion(tool, release, { state: "waiting", reason, due });
}

function end(
  deps: PromoteWhenHealthyDependencies,
  { tool, release }: PlannedPromotion,
  state: Promotion["state"],
  reason: string,
): Promise<void> {
  return deps.promotions.setPromotion(tool, release, { state, reason });
}

function audit(
  { promotions, clock }: PromoteWhenHealthyDependencies,
  { tool, release, to }: PlannedPromotion,
  { author }: Release,
  result: "done" | "refused",
  reason: string,
): Promise<void> {
  const at = Moment.parse(clock.now());
  return promotions.audit({
    at,
    user: author,
    action: "release.promote",
    subject: tool,
    from: "manifest",
    result,
    detail: { release, to, reason },
  });
}
