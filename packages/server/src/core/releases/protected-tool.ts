import type { Build } from "@sluice/contract";
import type { ProtectionStore } from "../ports/protection-store.ts";

/** Why a build may not become a protected tool's release, and what to do; null when it may. A preview is not the tool. */
export async function protectedFromBuilds(
  store: Pick<ProtectionStore, "protection">,
  { tool, preview }: Pick<Build, "tool" | "preview">,
): Promise<{ readonly reason: string; readonly todo: readonly string[] } | null> {
  const protection = preview === null ? await store.protection(tool) : null;
  if (protection === null) return null;
  return {
    reason: `${tool} is protected`,
    todo: [
      `What runs as ${tool} comes by promotions that two people want (protected by ${protection.by}).`,
      `Push to another tool, such as ${tool}-beta, then both: sluice promote ${tool}-beta ${tool}`,
    ],
  };
}
