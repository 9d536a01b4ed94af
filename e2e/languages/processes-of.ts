import type { OutputOf } from "@sluice/contract";
import { apiOf } from "../docker/api.ts";
import type { PushedTo } from "../docker/work-tree.ts";

/** A tool's processes, by name. */
export async function processesOf(on: PushedTo, tool: string): Promise<OutputOf<"tools.status">["processes"]> {
  const { processes } = await apiOf(on).call("tools.status", { params: { tool } });
  return processes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
