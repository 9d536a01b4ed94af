import type { Handlers } from "../handler.ts";

type Names = "source.show" | "source.set" | "source.remove" | "source.check";

export const sourceHandlers: Pick<Handlers, Names> = {
  "source.show": ({ deps, params }) => deps.source.show(params.tool),
  "source.set": ({ deps, me, params, body, note }) => {
    note({ ...body });
    return deps.source.set(params.tool, body, me.user);
  },
  "source.remove": async ({ deps, params }) => {
    await deps.source.remove(params.tool);
    return { done: true };
  },
  "source.check": ({ deps, params }) => deps.source.check(params.tool),
};
