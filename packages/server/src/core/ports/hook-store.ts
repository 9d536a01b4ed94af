import type { HookForge, Moment, ToolName, UserName } from "@sluice/contract";
import type { SealedText } from "./settings-store.ts";

/** A webhook of a tool's source; its secret is sealed. */
export interface HookRow extends SealedText {
  /** Part of its address; says nothing and proves nothing. */
  readonly id: string;
  readonly tool: ToolName;
  readonly forge: HookForge;
  readonly by: UserName;
  readonly created: Moment;
  /** When one with a good signature came last. */
  readonly heard: Moment | null;
}

export interface HookStore {
  /** Instead of the one that the tool has for this forge. */
  putHook(hook: Omit<HookRow, "heard">): Promise<void>;
  hook(id: string): Promise<HookRow | null>;
  hooks(tool: ToolName): Promise<readonly HookRow[]>;
  removeHook(tool: ToolName, forge: HookForge): Promise<boolean>;
  /** Keeps a delivery and makes the tool's source due at once, both or neither. False when it came before: nothing happens then. */
  takeDelivery(hook: HookRow, delivery: string, at: Moment): Promise<boolean>;
  /** Forgets deliveries that came before; the same ones would be taken again. */
  forgetDeliveries(before: Moment): Promise<void>;
}
