import type { Me, ToolName } from "@sluice/contract";
import type { AccessStore, ToolStore } from "../ports/store.ts";
import { reaches } from "./principal.ts";

type Roles = Pick<ToolStore, "tool" | "role"> & Pick<AccessStore, "user">;

/** Why a caller may not deploy to a tool, as a sentence that says what to do; null when it may. */
export async function whyNotDeploy(store: Roles, me: Me, tool: ToolName): Promise<string | null> {
  if (me.scope !== "all" && me.scope !== "tool:push") return `this token is not for pushing: sign in with sluice login`;
  if (!reaches(me, tool)) return `this token is for ${me.tool} alone: push with one that is for both, as sluice login makes it`;
  const isThere = (await store.tool(tool)) !== null;
  if (isThere && (me.admin || (await store.role(tool, me.user)) === "maintainer")) return null;
  // a tool that one may not see is as one that is not there
  return `${me.user} maintains no tool ${tool}: create it with sluice tools create ${tool}, or ask a maintainer of it for sluice members set ${me.user} maintainer -t ${tool}`;
}

/** The same for somebody who is not here now: who set what does it in their name. */
export async function whyUserMayNotDeploy(store: Roles, user: Me["user"], tool: ToolName): Promise<string | null> {
  const row = await store.user(user);
  if (row === null) return `${user} is no user any more`;
  return whyNotDeploy(store, { user, admin: row.admin, scope: "all", tool: null }, tool);
}
