import { isEmbargo, SluiceError, type ToolName } from "@sluice/contract";
import type { EmbargoStore } from "../ports/embargo-store.ts";

/** Refuses what would bring an embargoed image to another tool, where others see it. */
export async function refuseSecretImage(store: Pick<EmbargoStore, "embargo">, from: ToolName): Promise<void> {
  const embargo = isEmbargo(from) ? await store.embargo(from) : null;
  if (embargo === null || embargo.disclosed !== null) return;
  throw new SluiceError("wrong-state", `${from} is under embargo: disclose it first, with sluice embargo disclose ${embargo.of ?? from}.`);
}

/** Refuses what would tell a host elsewhere of the work, or take it from there. */
export function refuseElsewhere(tool: ToolName): void {
  if (isEmbargo(tool))
    throw new SluiceError("wrong-state", `${tool} is an embargo, which takes pushes only: no repository elsewhere hears of it.`);
}
