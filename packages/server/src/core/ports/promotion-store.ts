import type { Moment, Promotion, ReleaseNumber, ToolName } from "@sluice/contract";

export interface PlannedPromotion extends Promotion {
  readonly planned: Moment;
}

/** Promotions that the manifest asks for: one for each release, whatever becomes of it. */
export interface PromotionStore {
  /** Does nothing when the release has one already. */
  planPromotion(promotion: Pick<PlannedPromotion, "tool" | "release" | "to" | "planned" | "due">): Promise<void>;
  /** Waiting ones whose time has come, oldest first; at most 100. */
  duePromotions(now: Moment): Promise<readonly PlannedPromotion[]>;
  setPromotion(
    tool: ToolName,
    release: ReleaseNumber,
    change: { readonly state: Promotion["state"]; readonly reason: string; readonly due?: string },
  ): Promise<void>;
  /** The newest of a tool. */
  promotion(tool: ToolName): Promise<Promotion | null>;
}
