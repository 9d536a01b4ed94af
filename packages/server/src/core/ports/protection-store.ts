import type { Digest, Moment, Protection, ToolName, UserName } from "@sluice/contract";

/** A promotion into a protected tool that one person has asked for. */
export interface AskedPromotion {
  readonly from: ToolName;
  readonly image: Digest;
  readonly by: UserName;
  readonly at: Moment;
}

/** Tools into which only promotions lead that two people want. */
export interface ProtectionStore {
  protection(tool: ToolName): Promise<Protection | null>;
  /** False when it is protected already; nothing is changed then. */
  protect(tool: ToolName, protection: Protection): Promise<boolean>;
  /** False when it is not protected. What was asked for is forgotten. */
  unprotect(tool: ToolName): Promise<boolean>;
  askedPromotion(tool: ToolName): Promise<AskedPromotion | null>;
  /** In place of what was asked before. */
  askPromotion(tool: ToolName, asked: AskedPromotion): Promise<void>;
  forgetAsked(tool: ToolName): Promise<void>;
}
