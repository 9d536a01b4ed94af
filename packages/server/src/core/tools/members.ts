import { SluiceError, type Member, type Role, type ToolName, type UserName } from "@sluice/contract";
import type { AccessStore, ToolStore } from "../ports/store.ts";

type Store = Pick<ToolStore, "members" | "putMember" | "removeMember"> & Pick<AccessStore, "user">;

/** Adds a member or changes the role. The user must exist: an admin creates users by making them a token. */
export async function setMember(store: Store, tool: ToolName, user: UserName, role: Role): Promise<Member> {
  if ((await store.user(user)) === null) throw new SluiceError("not-found", `There is no user ${user}.`);
  if (role !== "maintainer") await refuseLastMaintainer(store, tool, user);
  await store.putMember(tool, { user, role });
  return { user, role };
}

export async function removeMember(store: Store, tool: ToolName, user: UserName): Promise<void> {
  await refuseLastMaintainer(store, tool, user);
  if (!(await store.removeMember(tool, user))) throw new SluiceError("not-found", `${user} is no member of ${tool}.`);
}

async function refuseLastMaintainer(store: Store, tool: ToolName, user: UserName): Promise<void> {
  const maintainers = (await store.members(tool)).filter((member) => member.role === "maintainer");
  if (maintainers.length === 1 && maintainers[0]?.user === user) {
    throw new SluiceError("wrong-state", `${user} is the last maintainer of ${tool}: make another one first, or delete the tool.`);
  }
}
