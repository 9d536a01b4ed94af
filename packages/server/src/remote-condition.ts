import type { ToolStatus } from "@sluice/contract";
import type { ControlRemoteLink } from "./core/ports/control-remote.ts";

/** With a lost remote what runs goes on, and nothing new can come: that is said, and that it is ours. */
export function withRemote(link: ControlRemoteLink | null, status: ToolStatus): ToolStatus {
  const { condition } = status;
  const remote = link?.state() ?? null;
  if (remote === null || remote.state === "synced" || (condition !== null && condition.state !== "done")) return status;
  const runs = condition === null ? "" : `${condition.reason}; `;
  const why = `the control repository ${remote.url}: ${remote.reason}`;
  return { ...status, condition: { state: "waiting", reason: `${runs}new deployments wait, which is the platform's fault: ${why}` } };
}
