import type { Handlers } from "../handler.ts";

type Names = "rebases.tool" | "rebases.plan" | "rebases.list" | "rebases.create" | "rebases.show" | "rebases.stop";

export const rebaseHandlers: Pick<Handlers, Names> = {
  "rebases.tool": async ({ deps, params, me }) => ({ release: await deps.rebases.tool(params.tool, me.user) }),
  "rebases.plan": ({ deps }) => deps.rebases.plan(),
  "rebases.list": ({ deps }) => deps.rebases.list(),
  "rebases.create": ({ deps, body, me }) => deps.rebases.create(body, me.user),
  "rebases.show": ({ deps, params }) => deps.rebases.show(params.rebase),
  "rebases.stop": ({ deps, params, me }) => deps.rebases.stop(params.rebase, me.user),
};
