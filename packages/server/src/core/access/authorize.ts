import type { Access, Me, Role } from "@sluice/contract";

export type Decision =
  | { readonly allowed: true }
  /** `hide`: answer as if the thing were not there. */
  | { readonly allowed: false; readonly hide: boolean; readonly why: string };

const yes: Decision = { allowed: true };
const no = (why: string, hide = false): Decision => ({ allowed: false, hide, why });

export interface Wish {
  readonly access: Access;
  readonly writes: boolean;
  /** It is for tokens that only push, too. */
  readonly deploys?: boolean;
  /** The route is about one tool; the caller's role in it, null for none. */
  readonly tool: { readonly bound: boolean; readonly role: Role | null } | null;
}

/** Whether a caller may use a route. Pure: the same question always has the same answer. */
export function authorize(me: Me, wish: Wish): Decision {
  if (wish.access === "anyone") return yes;
  const pushes = me.scope === "tool:push" && wish.deploys === true && wish.tool !== null;
  if (!pushes && (me.scope === "tool:push" || me.scope.startsWith("control:")))
    return wish.access === "signed-in" && !wish.writes && wish.tool === null ? yes : no("This token is for git only.", wish.tool !== null);
  if (me.scope === "read" && wish.writes) return no("This token may only read.");
  if (me.tool !== null && wish.tool === null && wish.access !== "signed-in") return no("This token is bound to one tool.");
  if (me.tool !== null && wish.tool !== null && !wish.tool.bound) return no("This token is bound to another tool.", true);
  return me.admin ? yes : byRole(wish);
}

function byRole({ access, tool }: Wish): Decision {
  switch (access) {
    case "anyone":
    case "signed-in":
      return yes;
    case "admin":
      return no("Only admins may do this.");
    case "viewer":
      return (tool?.role ?? null) === null ? no("There is no such tool that you may see.", true) : yes;
    case "maintainer":
      if ((tool?.role ?? null) === null) return no("There is no such tool that you may see.", true);
      return tool?.role === "maintainer" ? yes : no("Only maintainers of the tool may do this; you are a viewer.");
  }
}
